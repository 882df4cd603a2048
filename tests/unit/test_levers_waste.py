"""Waste and recycling: sorting where it is asked for, treatment that is built and paid, less food wasted."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.household.waste_habits import food_no_longer_wasted_kg
from policies.package import Plan
from sim.city import CityModel
from sim.world import names as n
from sim.world.flows import CODE
from sim.world.waste import waste_room
from tests.stand_in import at, heard

WASTE: dict[str, Any] = {"name": "waste_and_recycling", "start": "2021-01"}


@cache
def grown(end: int = 2023, **parameters: Any) -> CityModel:
    """Return a small city at its end."""
    parameters = {k: dict(v) if isinstance(v, tuple) and k.endswith("_by_year") else v for k, v in parameters.items()}
    if "districts" in parameters:
        parameters["target"] = {"districts": list(parameters.pop("districts"))}
    levers = ({**WASTE, **parameters},) if parameters else ()
    model = CityModel("huzhou", plan=Plan(name="t", levers=levers), households=400, end=end, rng=4)
    model.run()
    return model


def last(model: CityModel, column: str) -> float:
    return float(model.results.rows[-1][column])


def sorted_share(model: CityModel, *, inside: bool, district: str) -> float:
    """Return the share of waste sorted by the homes of a district, or of the others."""
    households = model.state.households
    place = [d.name for d in model.state.config.city.districts].index(district)
    rows = (households.alive == 1) & ((households["district"] == place) == inside)
    sorted_kg, mixed_kg = (float(households[c][rows].sum()) for c in ("sorted_waste_kg", "mixed_waste_kg"))
    return sorted_kg / (sorted_kg + mixed_kg)


def test_rules_and_collection_reach_their_districts_and_cost_by_the_home() -> None:
    lever = WASTE | {"collection_share": 0.5, "sorting_enforcement": 0.2, "target": {"districts": ["Deqing"]}}
    values = heard([lever], "2022-01")
    assert at(values, "sorting_collection", district=["d00", "d01", "d02"]) == [0.0, 0.5, 0.0]
    assert at(values, "sorting_enforcement", district=["d01"]) == [0.2]
    homes = 0.3 * 1.2e6
    assert at(values, "programme_cost_cny_per_month") == [pytest.approx(homes * (0.5 * 180.0 + 0.2 * 120.0) / 12.0)]
    assert at(values, "sorted_waste_cost_cny_per_t") == [300.0]


def test_capacity_by_year_is_built_in_the_year_it_begins() -> None:
    lever = WASTE | {"start": "2021-07", "recycling_gain_by_year": {"2020": 0.1, "2023": 0.15},
                     "incineration_gain_by_year": {"2022": 0.1}}  # fmt: skip
    months = ("2021-06", "2021-07", "2022-01", "2023-01", "2024-01")
    values = {m: heard([lever], m).copy() for m in months}
    gains = [at(values[m], "recycling_share_gain")[0] for m in months]
    assert gains == [0.0, 0.1, 0.1, 0.15, 0.15]
    works = [at(values[m], "public_works_cny_per_month")[0] for m in months]
    t_per_day = 3e6 / 1e3 * 0.35
    assert works == [
        0.0,
        pytest.approx(t_per_day * 0.1 * 6e5 / 6),
        0.0,
        pytest.approx(t_per_day * 0.05 * 6e5 / 12),
        0.0,
    ]
    assert (
        at(values["2021-07"], "incineration_share_gain") == at(values["2021-07"], "incineration_fee_cny_per_t") == [0.0]
    )
    assert at(values["2022-01"], "incineration_fee_cny_per_t") == [90.0]


def test_homes_sort_where_the_rule_is_and_nowhere_else() -> None:
    free, ruled = grown(), grown(collection_share=1.0, sorting_enforcement=1.0, districts=("Anji",))
    assert sorted_share(free, inside=True, district="Anji") < 0.2
    assert sorted_share(ruled, inside=True, district="Anji") > 0.8  # Shanghai 2019: nine tenths
    others = [sorted_share(m, inside=False, district="Anji") for m in (free, ruled)]
    assert others[1] == pytest.approx(others[0], abs=0.005)
    assert last(ruled, "co2_waste_mt") < last(free, "co2_waste_mt")
    near = grown(collection_share=1.0, districts=("Anji",))
    assert 0.25 < sorted_share(near, inside=True, district="Anji") < 0.6


def test_what_is_sorted_costs_the_purse_by_the_tonne() -> None:
    cheap, dear = (grown(collection_share=0.9, sorted_waste_cny_per_t=c) for c in (100.0, 500.0))
    spent = [last(m, "public_spending_waste_and_recycling_bn_cny") * 1e9 for m in (cheap, dear)]
    sorted_t = last(cheap, "waste_sorted_share") * last(cheap, "municipal_waste_mt") * 1e6
    assert spent[1] - spent[0] == pytest.approx(400.0 * sorted_t, rel=0.02)


def test_more_recycling_burns_less() -> None:
    sorting, recycling = (
        grown(collection_share=0.9, recycling_gain_by_year=g) for g in (((2021, 0.0),), ((2021, 0.2),))
    )
    assert last(recycling, "co2_waste_mt") < last(sorting, "co2_waste_mt")
    assert last(recycling, "waste_sorted_share") == pytest.approx(last(sorting, "waste_sorted_share"), rel=1e-3)


def test_burning_instead_of_landfilling_makes_power_releases_fossil_co2_and_is_paid_for() -> None:
    free, burning = grown(), grown(incineration_gain_by_year=((2021, 0.2),))
    assert last(burning, "co2_waste_mt") > last(free, "co2_waste_mt")  # plastics; landfill gas is not CO2
    assert last(burning, "capacity_waste_gw") > last(free, "capacity_waste_gw")
    assert last(burning, "generation_waste_twh") > last(free, "generation_waste_twh")
    state = burning.state
    instead_t = waste_room(state).burnt_instead_t
    assert instead_t > 0.0
    fees = float(state.ledger.year_flows[CODE["waste_gate_fees"]])
    assert fees == pytest.approx(12.0 * 90.0 * instead_t, rel=0.05)
    assert last(burning, "public_spending_waste_and_recycling_bn_cny") == pytest.approx(fees / 1e9)
    built_mw = 1e3 * (last(burning, "capacity_waste_gw") - last(free, "capacity_waste_gw"))
    hours = 0.58 * 8760.0
    assert built_mw * hours == pytest.approx(12.0 * instead_t * 0.42, rel=0.15)


def test_less_food_is_wasted_and_bought_and_the_money_is_spent_again() -> None:
    assert food_no_longer_wasted_kg(100.0, 0.2, 0.0, 0.0) == 0.0
    assert food_no_longer_wasted_kg(92.0, 0.2, 1.0, 0.0) == pytest.approx(8.0)
    free, careful = grown(), grown(food_waste_rule=1.0)
    waste_t = [last(m, "municipal_waste_mt") for m in (free, careful)]
    assert 0.93 < waste_t[1] / waste_t[0] < 0.97
    food = [last(m, "output_agriculture_bn_cny") for m in (free, careful)]
    assert 0.97 < food[1] / food[0] < 0.999
    spent = [float(m.state.market.goods_demand_cny[n.PAYER_HOUSEHOLD].sum()) for m in (free, careful)]
    assert spent[1] == pytest.approx(spent[0], rel=0.01)


def test_a_deposit_cuts_packaging_and_what_is_not_brought_back_is_paid() -> None:
    free, deposit = grown(), grown(packaging_deposit_share=1.0)
    assert last(deposit, "municipal_waste_mt") < last(free, "municipal_waste_mt")
    fees = [float(m.state.ledger.year_flows[CODE["waste_fees"]]) for m in (free, deposit)]
    assert fees[1] / fees[0] == pytest.approx((6.0 + 1.3) / 6.0, rel=1e-3)
    heat = [m.state.households["heating"] for m in (free, deposit)]
    assert np.mean(heat[0] != heat[1]) < 0.01
