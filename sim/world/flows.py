"""Every kind of payment in the city: who pays whom for what.

Loans move money from bank to borrower and back; a default writes off a claim and moves none.
"""

from __future__ import annotations

from sim.core.ledger import FlowKind
from sim.world.names import ACCOUNTS

_TABLE = """
household_goods_local       household  firm        consumption served by local firms
household_goods_imported    household  world       consumption served from outside
household_durables          household  world       cars, appliances, heating systems and panels, net of dealers
household_used_cars         household  world       used cars, to dealers for owners elsewhere
household_car_sales         world      household   cars given up before they are worn out, from dealers
household_installation      household  firm        fitting and building work by local construction firms
household_fuel              household  world       petrol, gas and coal for the home
household_electricity       household  power       electricity bills
household_heat              household  power       district heat bills
household_solar_sales       power      household   rooftop electricity sold to the grid
household_income_tax        household  government  income tax and social contributions
household_carbon_tax        household  government  carbon price on home and car fuels
household_purchase_tax      household  government  vehicle purchase tax
parking_fees                household  government  parking in town, beyond what it cost at the start
transit_fares               household  government  rise of public transport fares, passed on by operators under contract
household_remittance        household  world       savings taken away by leavers
household_arrival           world      household   savings brought in by new households
wages_firm                  firm       household   pay
wages_commuters             firm       world       pay of people who come from outside to work
wages_power                 power      household   pay
wages_bank                  bank       household   pay
wages_outside               world      household   pay of residents who work outside the city
social_transfers            government household   pensions and allowances
carbon_dividend             government household   carbon revenue paid back per head
purchase_support            government household   purchase and generation support
carbon_points               government household   rewards for emissions avoided by recorded behaviour
dividends_household         firm       household   profits paid to local owners
dividends_world             firm       world       profits paid to owners outside
deposit_interest_household  bank       household   interest on deposits
deposit_interest_firm       bank       firm        interest on deposits
deposit_interest_power      bank       power       interest on deposits
loan_household              bank       household   new loans
repay_household             household  bank        principal
interest_household          household  bank        interest
loan_firm                   bank       firm        new loans and drawn credit lines
repay_firm                  firm       bank        principal
interest_firm               firm       bank        interest
loan_power                  bank       power       new loans
repay_power                 power      bank        principal
interest_power              power      bank        interest
firm_goods_local            firm       firm        intermediate inputs from local firms
firm_goods_imported         firm       world       intermediate inputs from outside
firm_fuel                   firm       world       fuels bought
firm_electricity            firm       power       electricity bills
firm_heat                   firm       power       heat bills
firm_equipment              firm       world       equipment
firm_installation           firm       firm        fitting and building work by local construction firms
firm_taxes                  firm       government  taxes on production and profit
firm_carbon_tax             firm       government  carbon price on fuels and processes
firm_green_grant            government firm        grants for green equipment
firm_equity                 world      firm        capital brought by entrants
firm_liquidation            firm       world       what is left when a firm closes
exports                     world      firm        sales outside the city
power_fuel                  power      world       coal, gas and biomass burnt
power_imports               power      world       electricity from the provincial grid
power_exports               world      power       electricity sold to the provincial grid
power_capacity_payment      world      power       provincial payment for firm capacity
power_rebate                government power       public money for electricity rebates
power_network               power      world       transmission charges and levies passed on
power_equipment             power      world       equipment
power_installation          power      firm        building work by local construction firms
power_goods_local           power      firm        maintenance by local firms
power_certificates          power      world       green certificates for renewables short of the requirement
power_taxes                 power      government  taxes on production and profit
power_carbon_tax            power      government  carbon price on power plants' fuels
power_dividends             power      world       profits paid out
power_capital               world      power       owners' injections when the cash line is exhausted
government_goods_local      government firm        public services and works bought from local firms
government_goods_imported   government world       public purchases from outside
government_programmes       government firm        campaigns and programmes run by local service firms
government_transit          government firm        added public transport run by local transport firms
transit_fare_support        government household   fall of public transport fares, made up to operators under contract
government_works            government firm        planting, networks and plants that levers order from local firms
government_grants           world      government  grants of upper levels for such works
government_research         government world       research and demonstration bought from institutes outside
public_green_power          government power       premium for green power bought by public bodies
waste_gate_fees             government power       fees for waste burnt instead of landfilled
government_transfers_in     world      government  transfers from upper levels
evaluation_award            world      government  funds for a city that meets its milestones
government_remittance       government world       revenue shared with upper levels
government_borrowing        world      government  bonds sold
government_repayment        government world       bonds repaid
government_interest         government world       interest on public debt
guarantee_paid              government bank        public share of losses on guaranteed loans
relending_drawn             world      bank        central bank refinancing of eligible loans
relending_repaid            bank       world       refinancing paid back
relending_interest          bank       world       interest on refinancing
bank_dividends              bank       world       profits paid out
bank_capital                world      bank        owners' recapitalisation
bank_treasury_income        world      bank        yield of reserves, bonds and claims on other banks
bank_interbank_cost         bank       world       interest on money borrowed from other banks
bank_operations             bank       world       offices, systems and staff outside the city
bank_taxes                  bank       government  taxes on production and profit
waste_fees                  household  firm        collection and treatment
"""


def _read(table: str) -> tuple[FlowKind, ...]:
    rows = [line.split(None, 3) for line in table.strip().splitlines()]
    return tuple(FlowKind(name, payer, payee, doc) for name, payer, payee, doc in rows)


FLOW_KINDS = _read(_TABLE)
CODE = {kind.name: i for i, kind in enumerate(FLOW_KINDS)}

__all__ = ["ACCOUNTS", "CODE", "FLOW_KINDS"]
