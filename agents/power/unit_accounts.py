"""What each unit earned this month, and what the fleet burnt: one kernel over the units.

Reads: generation, heat and costs of the units, provincial prices. Writes: ``margin_cny``, ``loss_months`` and the
sums. Draws: none.
"""

from __future__ import annotations

from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.world import grid
from sim.world import names as n

SUMS = ("fuel_cost_cny", "variable_cost_cny", "fixed_cost_cny", "fuel_co2_t", "capacity_payment_cny", "collateral_cny")
FUEL_COST, VARIABLE_COST, FIXED_COST, FUEL_CO2, CAPACITY_PAYMENT, ASSETS = range(6)
MONTHS = 12.0
RECOUNTED = ("made", "discharged", "charged", "own_use", "heat")
MADE, DISCHARGED, CHARGED, OWN_USE, HEAT = range(5)


@rule
def fuel_of_unit(
    is_boiler: bool, is_chp: bool, heat_rate: float, made_mwh: float, heat_tj: float, chp_rate: float
) -> float:
    """Return fuel (TJ): a boiler's from its heat, a station's from its electricity and, apart, its heat."""
    if is_boiler:
        return heat_tj * heat_rate
    return made_mwh * heat_rate + (heat_tj * chp_rate if is_chp else 0.0)


@kernel
def recount(
    count: int, kind: Array, carrier: Array, is_chp: Array, heat_rate: Array, made_mwh: Array, charged_mwh: Array,
    heat_tj: Array, chp_rate: float, fuel_tj: Array, flows: Array,
) -> None:  # fmt: skip
    """Re-sum the month from the units' own columns: fuel by carrier, and ``RECOUNTED`` flows (MWh, heat in TJ)."""
    fuel_tj[:] = 0.0
    flows[:] = 0.0
    for u in range(count):
        made, boiler = 0.0, kind[u] == grid.BOILER
        for b in range(n.N_BLOCKS):
            made += made_mwh[u, b]
            flows[CHARGED] += charged_mwh[u, b]
        flows[DISCHARGED if kind[u] == grid.STORAGE else MADE] += made
        flows[HEAT] += heat_tj[u]
        if carrier[u] >= 0:
            fuel = fuel_of_unit(boiler, is_chp[u] == 1, heat_rate[u], made, heat_tj[u], chp_rate)
            fuel_tj[carrier[u]] += fuel
            if carrier[u] == n.ELECTRICITY:
                flows[OWN_USE] += fuel * grid.MWH_PER_TJ


@rule
def unit_margin(revenue: float, fuel_cost: float, carbon_cost: float, variable: float, fixed: float) -> float:
    """Return what a unit earned this month (CNY)."""
    return revenue - fuel_cost - carbon_cost - variable - fixed


@kernel
def account_units(
    count: int, fleet: grid.Fleet, technology: Array, margin_cny: Array, loss_months: Array, price_cny_per_kwh: Array,
    fuel_price_cny_per_tj: Array, factors: Array, scalars: Array, fuel_tj: Array, generation_mwh: Array, sums: Array,
) -> None:  # fmt: skip
    """Account for all units of the month.

    ``scalars``: carbon price (CNY/t), free permits (t/MWh), heat price (CNY/TJ), capacity payment (CNY/kW/month),
    fuel per heat of co-generation. Written beside the units' margins: fuel by carrier, generation by technology, sums.
    """
    carbon_price, free_t_per_mwh, heat_price = scalars[0], scalars[1], scalars[2]
    payment, chp_rate = scalars[3], scalars[4]
    fuel_tj[:] = 0.0
    generation_mwh[:] = 0.0
    sums[:] = 0.0
    for u in range(count):
        if not fleet.unit[u, grid.ALIVE]:
            continue
        made, revenue = 0.0, fleet.heat_tj[u] * heat_price
        for b in range(n.N_BLOCKS):
            made += fleet.made_mwh[u, b]
            revenue += (fleet.made_mwh[u, b] - fleet.charged_mwh[u, b]) * 1000.0 * price_cny_per_kwh[b]
        generation_mwh[technology[u]] += made
        carrier, boiler = int(fleet.unit[u, grid.CARRIER]), fleet.unit[u, grid.KIND] == grid.BOILER
        is_chp, rate = fleet.unit[u, grid.IS_CHP] == 1, fleet.unit[u, grid.HEAT_RATE]
        fuel = fuel_of_unit(boiler, is_chp, rate, made, fleet.heat_tj[u], chp_rate)
        fuel_cost, carbon_cost = 0.0, 0.0
        if carrier >= 0:
            fuel_tj[carrier] += fuel
            if carrier != n.ELECTRICITY:
                fuel_cost = fuel * fuel_price_cny_per_tj[carrier]
                co2 = fuel * factors[carrier]
                carbon_cost = carbon_price * (co2 - free_t_per_mwh * made)
                sums[FUEL_CO2] += co2
        kw = fleet.unit[u, grid.CAPACITY] * 1000.0
        if (carrier >= 0 and not boiler) or fleet.unit[u, grid.KIND] == grid.STORAGE:
            revenue += payment * kw * fleet.unit[u, grid.DEPENDABLE_SHARE]
            sums[CAPACITY_PAYMENT] += payment * kw * fleet.unit[u, grid.DEPENDABLE_SHARE]
        variable = fleet.unit[u, grid.VARIABLE_COST] * made * 1000.0
        fixed = fleet.unit[u, grid.FIXED_COST] * kw / MONTHS
        sums[FUEL_COST] += fuel_cost
        sums[VARIABLE_COST] += variable
        sums[FIXED_COST] += fixed
        margin_cny[u] = unit_margin(revenue, fuel_cost, carbon_cost, variable, fixed)
        loss_months[u] = loss_months[u] + 1 if margin_cny[u] < 0.0 else 0
