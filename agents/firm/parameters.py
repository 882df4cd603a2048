"""The behaviour of firms in numbers, and what is known of their ten sectors.

Reads: ``firm_sectors.csv`` and ``sectors.csv``. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from sim.core.columns import Array
from sim.core.params import Parameter, ParameterGroup
from sim.world import names as n
from sim.world.tables import keyed, sector_column

PARAMETERS = ParameterGroup(
    "firm", __name__, "FirmParameters",
    Parameter("payback_factor", 1.0, 0.5, 2.0, "1",
              "Liu, Fan and Li 2016: 3.3 years in 78 cement firms; the sectors' own means in sectors.csv",
              "factor on the payback firms require"),
    Parameter("payback_sd", 0.35, 0.1, 0.8, "1", "assumption: two thirds of firms between 2.3 and 4.7 years",
              "log standard deviation of the required payback between firms"),
    Parameter("state_payback_factor", 1.25, 1.0, 2.0, "1",
              "assumption: state-owned firms borrow more cheaply and look further",
              "required payback of state-owned firms over that of private firms"),
    Parameter("service_share", 0.5, 0.25, 1.0, "1",
              "assumption: energy-service companies build most factory panels and batteries and ask 10 to 15 %",
              "rate at which panels and batteries are judged over the firm's own"),
    Parameter("site_cost_sd", 0.7, 0.3, 1.5, "1",
              "Anderson and Newell 2004: half of the measures recommended to 9,000 plants, with a mean payback of 1.3 "
              "years, are refused; Woodruff et al. 1997: slightly more at longer paybacks. Assumption: a wide spread",
              "log standard deviation of what an option costs between sites"),
    Parameter("hassle_spread", 0.6, 0.0, 1.0, "1",
              "assumption: the same project is easy in one plant and hard in another",
              "relative spread of hidden cost between firms"),
    Parameter("training_effect", 0.5, 0.0, 0.9, "1",
              "assumption: an energy manager halves the hidden cost (UNIDO 2015)",
              "share of hidden cost a trained energy manager saves"),
    Parameter("training_payback_gain", 0.2, 0.0, 0.6, "1",
              "assumption: Chinese firms ask about 3 years (Liu, Fan and Li 2016), firms with an energy manager 3 to 5",
              "how much longer a payback firms with a fully trained energy manager accept"),
    Parameter("training_search_chance", 0.4, 0.0, 1.0, "1/year",
              "Changsha energy bureau 2011: firms with an energy manager save 5 to 15 % without refitting; here about "
              "1 % a year where machines lag",
              "chance that a trained energy manager's search succeeds"),
    Parameter("advice_share_of_bill", 0.02, 0.001, 0.1, "1",
              "assumption: a short course or walk-through audit is enough for a small firm",
              "most that training or an audit costs, over a firm's yearly energy bill"),
    Parameter("foresight", 0.6, 0.0, 1.0, "1", "assumption: announced prices weigh less than paid ones",
              "weight of the announced carbon price, times its credibility"),
    Parameter("expectation_speed_per_month", 0.08, 0.02, 0.5, "1/month", "assumption: prices of the last year count",
              "speed at which expected prices follow paid prices"),
    Parameter("demand_speed_per_month", 0.12, 0.02, 0.5, "1/month", "assumption: orders of the last eight months count",
              "speed at which expected sales follow sales"),
    Parameter("share_speed_per_month", 0.012, 0.0, 0.1, "1/month",
              "assumption: a 10 % cost lead wins a tenth of the market in seven years",
              "speed at which market shares move toward cheaper producers"),
    Parameter("lead_time_years", 1.5, 0.5, 4.0, "years", "assumption: construction of works takes one to two years",
              "how far ahead capacity is planned"),
    Parameter("largest_growth_per_year", 0.20, 0.05, 0.5, "1/year",
              "assumption: a works takes one to two years to build, so few firms grow by more than a fifth a year",
              "fastest growth of one firm's capacity"),
    Parameter("loan_financed_share", 0.6, 0.2, 0.9, "1",
              "State Council 2015: owners bring 20 to 40 % of a fixed investment; assumption: banks lend the rest at most",
              "share of a project paid by a loan"),
    Parameter("liquidity_premium_pp", 4.0, 0.0, 10.0, "percentage points",
              "assumption: private firms value a loan at the price of informal credit in part (PBoC Wenzhou index 12 to 16 %)",
              "cost of a private firm's own money over its loan rate"),
    Parameter("production_tax_share", 0.20, 0.1, 0.3, "1",
              "MoF 2020: taxes on production about 9 % of GDP over profits before tax of 46 %",
              "taxes on production over value added less pay"),
    Parameter("profit_tax_share", 0.22, 0.1, 0.3, "1",
              "Corporate Income Tax Law 2007: 25 %, 15 to 20 % for small and high-tech firms",
              "tax on profit"),
    Parameter("cash_months", 1.5, 0.5, 6.0, "months", "NBS 2020, industrial enterprises: money about 12 % of revenue",
              "cash held in months of revenue before anything is paid out"),
    Parameter("payout_per_month", 0.25, 0.02, 1.0, "1/month", "assumption: spare cash is paid out within half a year",
              "share of spare cash paid to owners in a month"),
    Parameter("luck_sd_share", 0.52, 0.0, 1.5, "1",
              "set so that 1.5 to 1.9 % of loans on the books are bad (CBIRC 2018-2024)",
              "standard deviation of a firm's own cost shock over its sector's surplus"),
    Parameter("large_luck_share", 0.5, 0.2, 1.0, "1",
              "assumption after Stanley and others 1996: spread of growth falls with size",
              "cost shocks of large plants over those of small firms"),
    Parameter("luck_memory", 0.75, 0.0, 0.95, "1/year", "assumption: good and bad years come in runs",
              "autocorrelation of a firm's cost shock"),
    Parameter("default_months", 15.0, 6.0, 60.0, "months",
              "CBIRC 2020: banks disposed of 3.0 trillion CNY beside 2.7 trillion of bad loans, so a bad loan stays about a year after three months overdue",
              "months with negative equity and interest not covered until default"),
    Parameter("background_awareness", 0.03, 0.0, 0.2, "1/year",
              "Sultan, Farley and Lehmann 1990: mean coefficient of innovation of 213 diffusions 0.03",
              "chance to hear of an option when nobody uses it"),
    Parameter("peer_awareness", 0.38, 0.0, 3.0, "1/year",
              "Sultan, Farley and Lehmann 1990: mean coefficient of imitation of 213 diffusions 0.38; agrees with "
              "known_2020 of technologies.csv, about 0.6 after 15 years",
              "chance to hear of an option per share of the sector that has it"),
    Parameter("district_awareness", 0.1, 0.0, 2.0, "1/year",
              "assumption: neighbours of other sectors show common options, less than one's own sector does",
              "chance to hear of an option per share of the district's firms that have it"),
    Parameter("research_chance", 0.05, 0.0, 0.3, "1/year",
              "assumption: 5 % of firms find something a year (innovation survey NBS 2020: 40 % active)",
              "chance that a firm's own search succeeds"),
    Parameter("staff_per_mn_cny", 0.25, 0.05, 1.0, "person-months/mn CNY",
              "assumption: engineering is 3 to 5 % of a retrofit's cost",
              "skilled staff a project needs"),
    Parameter("staff_per_thousand_jobs", 0.06, 0.01, 0.5, "persons/1000 jobs",
              "assumption: energy engineers and auditors in a city",
              "skilled staff available for projects"),
    Parameter("entry_utilisation", 0.93, 0.8, 1.0, "1",
              "assumption: above that use delivery times lengthen and buyers look for newcomers",
              "use of a sector's capacity above which newcomers see room"),
    Parameter("clean_equipment_share", 0.04, 0.0, 0.3, "1",
              "assumption: 'new three' exports and their suppliers, 3 to 5 % of industry in 2020",
              "share of manufacturing that makes clean equipment at the start"),
    Parameter("clean_equipment_growth_pct", 6.0, 0.0, 20.0, "%/year",
              "assumption after IEA Energy Technology Perspectives 2023, fading over 15 years",
              "growth of the clean-equipment market over other manufacturing"),
    Parameter("liquidation_recovery_share", 0.4, 0.0, 0.9, "1",
              "assumption: recovery on Chinese corporate bad loans 30 to 40 %",
              "share of fixed assets' value that owners and banks lose nothing of when a plant is sold"),
    Parameter("storage_kwh_per_kw", 0.25, 0.05, 1.0, "kWh/kW",
              "assumption: a battery covers a tenth to a quarter of a site's evening load",
              "battery size over the mean load"),
)  # fmt: skip
FirmParameters = PARAMETERS.tuple_type

STORAGE_CYCLES_PER_MONTH = 26.0
STORAGE_EFFICIENCY = 0.88


@dataclass(frozen=True)
class SectorTraits:
    """What distinguishes the firms of a sector; arrays (10,) unless said otherwise."""

    benchmark_gap: Array  # a new plant needs this much less energy than the mean plant at the start
    frontier_pct_per_year: Array  # how fast the best new plant improves
    frontier_floor: Array  # what physics leaves, relative to the mean plant at the start
    state_share: Array
    leverage: Array  # debt over fixed assets
    utilisation: Array
    heating_share: Array  # of fuel and heat, follows heating degree days
    cooling_share: Array  # of electricity, follows cooling degree days
    load_shape: Array  # (10, blocks) share of electricity by block
    shiftable: Array
    roof_kw_per_mn_cny: Array
    large_share: Array  # of output made by large plants
    large_output_cny: Array  # yearly output of a typical large plant
    capital_per_output: Array
    life_years: Array
    payback_years: Array
    size_shape: Array  # Pareto
    intensity_range: Array
    firms_per_cny: Array
    cny_per_t: Array


@cache
def sector_traits() -> SectorTraits:
    """Return the traits of the ten sectors."""
    table = keyed("firm_sectors", "sector")

    def own(column: str) -> Array:
        return np.array([float(table[sector][column]) for sector in n.FIRM_SECTORS])

    price = [keyed("sectors", "sector")[sector]["output_price_cny_per_t"] for sector in n.FIRM_SECTORS]
    return SectorTraits(
        benchmark_gap=own("benchmark_gap"), frontier_pct_per_year=own("frontier_pct_per_year"),
        frontier_floor=own("frontier_floor"), state_share=own("state_share"), leverage=own("leverage"),
        utilisation=own("utilisation"), heating_share=own("heating_share"), cooling_share=own("cooling_share"),
        load_shape=np.stack([own(f"load_{block}") for block in n.BLOCKS], axis=1), shiftable=own("shiftable"),
        roof_kw_per_mn_cny=own("roof_kw_per_mn_cny"), large_share=own("large_share"),
        large_output_cny=own("large_output_bn_cny") * 1e9, capital_per_output=sector_column("capital_per_output"),
        life_years=sector_column("depreciation_life_years"), payback_years=sector_column("hurdle_payback_years"),
        size_shape=sector_column("size_pareto_shape"), intensity_range=sector_column("energy_range_pct") / 100.0,
        firms_per_cny=sector_column("firms_per_bn_cny") / 1e9,
        cny_per_t=np.array([float(p) if p else 0.0 for p in price]),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def frontier_factor(years: float) -> Array:
    """Return the energy need of the best new plant over that of the mean plant at the start, shape (10,)."""
    traits = sector_traits()
    best = (1.0 - traits.benchmark_gap) * (1.0 - traits.frontier_pct_per_year / 100.0) ** years
    return np.maximum(best, traits.frontier_floor)
