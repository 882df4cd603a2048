"""Power transition: duties that are built, financed and paid, coal that closes with the lights on, green power bought."""

from functools import cache
from typing import Any

import pytest

from agents.power import value
from agents.power.room import room
from policies.package import Plan
from sim.city import CityModel
from sim.world.flows import CODE
from sim.world.public_power import PUBLIC_SHARE_OF_COMMERCIAL
from sim.world.signal_catalogue import NO_LIMIT
from tests.stand_in import at, heard

POWER: dict[str, Any] = {"name": "power_transition", "start": "2021-01"}


@cache
def grown(city: str = "tangshan", end: int = 2026, **parameters: Any) -> CityModel:
    """Return a city at its end, its payments summed by year under the lever."""
    if "coal_age_limit_by_year" in parameters or "renewable_share_by_year" in parameters:
        parameters = {k: dict(v) if isinstance(v, tuple) else v for k, v in parameters.items()}
    levers = ({**POWER, **parameters},) if parameters else ()
    model = CityModel(city, plan=Plan(name="t", levers=levers), households=300, end=end, rng=2)
    paid: dict[str, float] = {}
    for month in range(model.state.clock.total):
        model.step()
        if month >= 12:
            for kind in ("power_certificates", "public_green_power", "power_equipment", "loan_power"):
                paid[kind] = paid.get(kind, 0.0) + float(model.state.received(kind))
    model.paid = paid  # type: ignore[attr-defined]
    return model


def last(model: CityModel, column: str) -> float:
    return float(model.results.rows[-1][column])


def column(model: CityModel, name: str) -> list[float]:
    return [float(row[name]) for row in model.results.rows]


def test_duties_by_year() -> None:
    lever = POWER | {"renewable_share_by_year": {"2022": 0.1, "2025": 0.2}, "certificate_cny_per_mwh": 40.0,
                     "coal_age_limit_by_year": {"2024": 30}, "storage_share": 0.15}  # fmt: skip
    early, late = heard([lever], "2021-06"), heard([lever], "2025-06")
    assert at(early, "renewable_share_required") == at(early, "green_certificate_cny_per_mwh") == [0.0]
    assert at(early, "coal_age_limit_years") == [NO_LIMIT]
    assert at(early, "storage_share_required") == [0.15]
    assert at(late, "renewable_share_required") == [0.2]
    assert at(late, "green_certificate_cny_per_mwh") == [40.0]
    assert at(late, "coal_age_limit_years") == [30.0]
    assert at(heard([POWER | {"coal_age_limit_years": 25}], "2021-01"), "coal_age_limit_years") == [25.0]


def test_no_purchase_no_premium() -> None:
    assert at(heard([POWER], "2022-01"), "public_green_power_premium_cny_per_kwh") == [0.0]
    values = heard([POWER | {"public_green_power_share": 0.5}], "2022-01")
    assert at(values, "public_green_power_share") == [0.5]
    assert at(values, "public_green_power_premium_cny_per_kwh") == [0.03]


def test_an_obligation_is_built_financed_and_paid() -> None:
    free, duty = grown(), grown(renewable_share_by_year=((2021, 0.3),))
    for name in ("capacity_wind_gw", "capacity_solar_gw"):
        assert last(duty, name) > 1.1 * last(free, name)
    assert duty.paid["power_equipment"] > free.paid["power_equipment"]  # type: ignore[attr-defined]
    assert duty.paid["loan_power"] > free.paid["loan_power"]  # type: ignore[attr-defined]
    assert last(duty, "electricity_import_twh") < last(free, "electricity_import_twh")
    assert last(duty, "capacity_coal_gw") == last(free, "capacity_coal_gw")


def test_what_falls_short_costs_certificates() -> None:
    duty = grown(end=2023, renewable_share_by_year=((2021, 0.3),), certificate_cny_per_mwh=50.0)
    own, state = room(duty.state), duty.state
    assert value.shortfall_mwh(state, own) == pytest.approx(
        0.3 * own.last_year["use_mwh"] - own.last_year["renewable_mwh"]
    )
    assert value.green_worth_cny_per_kwh(state, own) == pytest.approx(0.05)
    used = [1e6 * x for x in column(duty, "electricity_use_twh")]
    paid = duty.paid["power_certificates"]  # type: ignore[attr-defined]
    assert 0.1 * 50.0 * sum(used[:3]) < paid < 0.3 * 50.0 * sum(used[:3])
    easy = grown(end=2023, renewable_share_by_year=((2021, 0.01),), certificate_cny_per_mwh=50.0)
    assert easy.paid["power_certificates"] == 0.0  # type: ignore[attr-defined]


def test_storage_is_built_beside_new_plants_and_makes_them_dearer() -> None:
    free, duty = grown(), grown(storage_share=0.2)
    new = sum(last(duty, c) - column(duty, c)[0] for c in ("capacity_wind_gw", "capacity_solar_gw"))
    owed = room(duty.state).storage_owed_mw / 1e3
    stores = last(duty, "capacity_storage_gw")
    assert stores + owed == pytest.approx(0.2 * new, rel=1e-6)
    assert stores > 0.7 * 0.2 * new
    assert last(free, "capacity_storage_gw") == 0.0
    both = [sum(last(m, c) for c in ("capacity_wind_gw", "capacity_solar_gw")) for m in (free, duty)]
    assert both[1] <= both[0]
    own = room(duty.state)
    assert value.npv_over_cost_with_store(duty.state, own, "solar") != value.npv_over_cost(duty.state, own, "solar")


@pytest.mark.parametrize("city", ["tangshan", "shenyang"])
def test_coal_closes_and_the_lights_and_the_heat_stay_on(city: str) -> None:
    free, closing = (
        grown(city, 2028),
        grown(city, 2028, coal_age_limit_by_year=((2022, 28.0), (2024, 22.0), (2026, 18.0))),
    )
    assert last(closing, "capacity_coal_gw") < 0.8 * last(free, "capacity_coal_gw")
    assert last(closing, "co2_power_mt") < last(free, "co2_power_mt")
    assert max(column(closing, "unserved_energy_gwh")) < 1e-5 * 1e3 * last(closing, "electricity_use_twh")
    assert max(column(closing, "unserved_heat_pj")) <= max(max(column(free, "unserved_heat_pj")), 0.0) + 1e-6
    assert min(column(closing, "reserve_margin")) > min(column(free, "reserve_margin")) - 0.06
    replaced = ("import_line_gw", "capacity_gas_gw", "capacity_storage_gw")
    assert sum(last(closing, c) for c in replaced) > sum(last(free, c) for c in replaced)


def test_where_no_line_can_help_coal_waits_for_what_replaces_it() -> None:
    free, closing = grown("national", 2032), grown("national", 2032, coal_age_limit_by_year=((2028, 25.0),))
    coal = column(closing, "capacity_coal_gw")
    assert last(closing, "capacity_coal_gw") < 0.9 * last(free, "capacity_coal_gw")
    assert coal[8] > 0.75 * coal[7]  # not all at once
    assert last(closing, "capacity_gas_gw") > last(free, "capacity_gas_gw")
    worst = [max(column(m, "unserved_energy_gwh")[8:]) for m in (free, closing)]
    assert worst[1] < max(2.0 * worst[0], 1e-5 * 1e3 * last(closing, "electricity_use_twh"))
    assert min(column(closing, "reserve_margin")[8:]) > 0.1


def test_public_bodies_pay_for_green_power_and_more_is_built() -> None:
    free, green = grown(), grown(public_green_power_share=1.0, public_green_power_premium_cny_per_kwh=0.1)
    spent = column(green, "public_spending_power_transition_bn_cny")
    assert spent[0] == 0.0
    assert sum(spent) * 1e9 == pytest.approx(green.paid["public_green_power"], rel=1e-6)  # type: ignore[attr-defined]
    flows = green.state.ledger.year_flows[CODE["public_green_power"]]
    commercial_kwh = 12.0 * float(green.state.market.electricity_load_kwh[2].sum())
    assert flows == pytest.approx(0.1 * PUBLIC_SHARE_OF_COMMERCIAL * commercial_kwh, rel=0.3)  # a cool December
    built = [last(m, "capacity_wind_gw") + last(m, "capacity_solar_gw") for m in (free, green)]
    assert built[1] > built[0]
