"""Household rules, called as plain Python: what a person would expect of each."""

import math

import numpy as np
import pytest

from agents.household import (
    consumption,
    credit,
    delivery,
    electricity,
    finance,
    heating,
    norms,
    quasi,
    reports,
    solar,
    travel,
    vehicle,
    waste_habits,
)
from agents.household.parameters import PARAMETERS
from sim.core.annuity import annuity
from sim.world import dwellings, transport
from sim.world import names as n


def test_an_annuity_pays_off_the_price() -> None:
    payment = annuity.py_func(0.1, 8.0)
    left = 1.0
    for _ in range(8):
        left = left * 1.1 - payment
    assert left == pytest.approx(0.0, abs=1e-12)


def test_support_is_capped_and_never_above_the_price() -> None:
    assert finance.support_for.py_func(100.0, 10.0, 0.5, 20.0) == 30.0
    assert finance.support_for.py_func(100.0, 500.0, 0.0, 0.0) == 100.0


def test_loans_fit_price_income_and_savings() -> None:
    assert finance.loan_needed.py_func(100.0, 50.0, 20.0) == 70.0
    assert finance.loan_possible.py_func(100.0, 0.0, 0.0, 0.8, 0.35, 0.2) == 0.0
    assert finance.loan_possible.py_func(100.0, 1e6, 0.0, 0.8, 0.35, 0.2) == 80.0
    assert credit.score.py_func(120.0, 1.0, 1.0) == pytest.approx(0.2)


def test_a_car_is_wanted_more_by_the_rich_and_less_near_the_metro() -> None:
    poor = vehicle.need_of_a_car.py_func(5e4, 1e5, 1.6, 0.5, 1.0)
    assert poor < vehicle.need_of_a_car.py_func(2e5, 1e5, 1.6, 0.5, 1.0)
    assert poor > vehicle.need_of_a_car.py_func(5e4, 1e5, 1.6, 0.9, 1.0)


def test_neighbours_end_unfamiliarity_but_never_push_beyond() -> None:
    assert vehicle.unfamiliar.py_func(2.0, 15.0, 0.0) == -2.0
    assert vehicle.unfamiliar.py_func(2.0, 15.0, 0.9) == 0.0


def test_chargers_and_a_garage_calm_the_worry() -> None:
    worry = vehicle.charging_worry.py_func
    assert worry(0, 0.0, 5.0) == 1.0
    assert worry(0, 50.0, 5.0) < worry(0, 5.0, 5.0)
    assert worry(1, 5.0, 5.0) < worry(0, 5.0, 5.0)


def test_the_best_available_option_is_taken() -> None:
    detail = np.zeros((7, 12))
    detail[:, 10] = [0, 5, 1, 0, 0, 0, 0]
    detail[:, 11] = [1, 0, 1, 1, 0, 0, 0]
    assert vehicle.best_option.py_func(detail, 6) == 2
    detail[:, 11] = 0
    assert vehicle.best_option.py_func(detail, 6) == -1


def test_a_stove_is_no_comfort_where_winters_are_mild() -> None:
    comfort = heating.heating_comfort.py_func
    assert comfort(1, 1.5, 0.2, 1.5) < comfort(0, 1.5, 0.2, 1.5) < comfort(4, 1.5, 0.2, 1.5)


def test_short_paybacks_sell_panels() -> None:
    chance = solar.solar_chance.py_func
    assert chance(5.0, 9.0, 0.07, 0.0, 2.0, 0.5, 1.0) > 4 * chance(12.0, 9.0, 0.07, 0.0, 2.0, 0.5, 1.0)
    assert chance(5.0, 9.0, 0.07, 0.5, 2.0, 0.5, 1.0) > chance(5.0, 9.0, 0.07, 0.0, 2.0, 0.5, 1.0)
    assert chance(5.0, 9.0, 0.07, 0.0, 2.0, 0.5, 0.0) == 0.0


def test_appliances_saturate_with_income() -> None:
    slope = [
        math.log(electricity.equipped.py_func(y * 1.01, 34e3, 3.2) / electricity.equipped.py_func(y, 34e3, 3.2))
        / math.log(1.01)
        for y in (15e3, 32e3, 120e3)
    ]
    assert 0.9 < slope[1] < 1.5
    assert slope[2] < 0.4


def test_tiers_cost_only_what_lies_above_them() -> None:
    surcharge = electricity.tier_surcharge.py_func
    assert surcharge(200.0, 230.0, 400.0, 0.05, 0.3) == 0.0
    assert surcharge(330.0, 230.0, 400.0, 0.05, 0.3) == pytest.approx(5.0)
    assert surcharge(500.0, 230.0, 400.0, 0.05, 0.3) == pytest.approx(270 * 0.05 + 100 * 0.25)


def test_reports_move_lavish_homes_not_frugal_ones() -> None:
    effect = reports.report_effect.py_func
    assert effect(0.4, 0.02, 1.0) == 0.0
    assert effect(1.0, 0.02, 1.0) == pytest.approx(0.02)
    assert effect(3.0, 0.02, 1.0) == pytest.approx(0.06)


def test_a_bare_comparison_draws_frugal_homes_up() -> None:
    effect = reports.report_effect.py_func
    assert effect(0.7, 0.02, 0.0) < 0.0 == effect(1.0, 0.02, 0.0) < effect(1.3, 0.02, 0.0)
    assert effect(0.0, 0.02, 0.0) == pytest.approx(-0.03)


def test_reports_come_as_often_as_said() -> None:
    for per_year in (1, 4, 12):
        for rank in (0.0, 0.3, 0.77):
            assert sum(reports.report_comes.py_func(rank, month, per_year) for month in range(24)) == 2 * per_year


def test_money_saved_on_energy_is_spent_again() -> None:
    spend = consumption.goods_spending.py_func
    before = spend(8000.0, 400.0, 0.0, 0.7, 1e5, 1e5, 0.08, 100.0)
    after = spend(8000.0, 300.0, 0.0, 0.7, 1e5, 1e5, 0.08, 100.0)
    assert after - before == pytest.approx(70.0)


def test_messages_saturate_and_tire() -> None:
    tell = norms.persuaded.py_func
    once, twice = tell(0.5, 1.0, 0.05, 0.0, 6.0), tell(0.5, 2.0, 0.05, 0.0, 6.0)
    assert 0.5 < once < twice < 1.0
    assert twice - 0.5 < 2 * (once - 0.5)
    assert tell(0.5, 1.0, 0.05, 12.0, 6.0) - 0.5 == pytest.approx((once - 0.5) / 3)
    assert norms.drifted.py_func(0.8, 0.5, 0.9**12) == pytest.approx(0.5 + 0.3 * 0.9**12)


def test_the_effect_of_a_campaign_on_use_stays_small() -> None:
    p = PARAMETERS.values()
    attitude = 0.5
    for _ in range(24):
        attitude = norms.persuaded.py_func(
            norms.drifted.py_func(attitude, 0.5, p.attitude_decay), 1.0, p.persuasion, 4.0, p.fatigue_half
        )
    assert 0.001 < 1.0 - norms.habit.py_func(attitude, p.habit_effect) < 0.03


def test_public_transport_and_parking_take_kilometres() -> None:
    share = travel.share_by_car.py_func
    assert share(0.0, 0.3, 0.0, 0.1, 0.0, 0.006, 0.5, 0.1) == pytest.approx(1.0)
    assert share(1.0, 0.3, 0.0, 0.1, 20.0, 0.006, 0.5, 0.1) < share(1.0, 0.3, 0.0, 0.1, 0.0, 0.006, 0.5, 0.1) < 1.0


def test_rules_and_bins_make_people_sort() -> None:
    share = waste_habits.sorted_share.py_func
    assert share(0.5, 0.0, 0.0, 0.3, 0.5) < 0.2
    assert share(0.5, 1.0, 1.0, 0.3, 0.5) > 0.85


def test_a_petrol_car_burns_seven_litres() -> None:
    petrol, power = transport.energy_mj_per_km(0.0)
    assert petrol[1] == pytest.approx(0.07 * 32.2)
    assert power[4] == pytest.approx(0.15 * 3.6)
    assert transport.petrol_tj.py_func(12_000.0, petrol[1], 1.0) == pytest.approx(0.0270, rel=0.01)


def test_electric_cars_got_cheaper_with_batteries() -> None:
    def in_shops(year: float, pack: float) -> np.ndarray:
        """Return shop prices given list prices that follow trend and battery price, as the technology room's do."""
        first, change, battery = (
            transport.durable_column(c)[:4]
            for c in ("price_2020_cny", "real_price_change_pct_per_year", "battery_kwh_2020")
        )
        listed = first * (1.0 + change / 100.0) ** (year - 2020.0) + battery * (pack - 1100.0)
        return transport.car_shop_prices(listed, year, pack)

    early, late = in_shops(2015.0, 2790.0), in_shops(2024.0, 680.0)
    assert early[n.BEV_CAR] > 1.5 * late[n.BEV_CAR]
    assert 90e3 < late[n.PETROL_CAR] < 125e3
    # List prices of 2024 (100 to 120 thousand CNY, plug-in hybrids 80 to 100) and 2021 (130 to 150), at 2020 prices.
    assert 97e3 < late[n.BEV_CAR] < 116e3
    assert 77e3 < late[n.PHEV_CAR] < 97e3
    assert 129e3 < in_shops(2021.0, 968.0)[n.BEV_CAR] < 149e3


def test_a_northern_home_takes_thirty_gigajoules() -> None:
    per_degree_day = dwellings.heat_mj_per_degree_day.py_func(90.0, 1.35, 0.9)
    assert 20e3 < per_degree_day * 2500.0 < 40e3
    assert dwellings.comfort.py_func(10e3, 22e3) < dwellings.comfort.py_func(60e3, 22e3) < 1.0


def test_every_parameter_has_a_source_and_a_range() -> None:
    assert all(p.low < p.high and p.source for p in PARAMETERS)


def test_elasticities_of_power_lie_where_studies_find_them() -> None:
    p = PARAMETERS.values()
    respond = electricity.price_response.py_func
    for elasticity, low, high in ((p.price_elasticity_urban, 0.05, 0.6), (p.price_elasticity_rural, 0.05, 0.8)):
        measured = -math.log(respond(0.55 * 1.1, 0.55, elasticity)) / math.log(1.1)
        assert measured == pytest.approx(elasticity)
        assert low <= measured <= high
    use = [electricity.equipped.py_func(y, p.appliance_half_income, p.appliance_curve) for y in (31e3, 33e3)]
    income_elasticity = math.log(use[1] / use[0]) / math.log(33 / 31)
    assert 0.8 < income_elasticity < 1.6  # over time, at the incomes of 2020 (Lin, Rizov and Wong 2014)


def test_a_higher_tier_raises_the_marginal_price_and_lowers_use() -> None:
    surcharge, respond = electricity.tier_surcharge.py_func, electricity.price_response.py_func
    marginal = [surcharge(kwh + 1.0, 230.0, 400.0, 0.05, 0.3) - surcharge(kwh, 230.0, 400.0, 0.05, 0.3) for kwh in
                (100.0, 300.0, 500.0)]  # fmt: skip
    assert marginal == pytest.approx([0.0, 0.05, 0.3])
    use = [respond(0.53 + step, 0.53, 0.2) for step in marginal]
    assert use[0] > use[1] > use[2] > 0.8


def test_cheaper_kilometres_are_driven_more_and_the_saving_is_spent() -> None:
    p = PARAMETERS.values()
    respond = electricity.price_response.py_func
    petrol, electric = 0.50, 0.10  # CNY/km
    more = respond(electric, petrol, p.distance_price_elasticity)
    assert 1.0 < more < 1.6
    saved = 1000.0 * petrol - 1000.0 * more * electric
    spend = consumption.goods_spending.py_func
    before, after = (
        spend(8000.0, bill, 0.0, 0.7, 1e5, 1e5, p.wealth_propensity, 100.0) for bill in (600.0, 600 - saved)
    )
    assert after - before == pytest.approx(0.7 * saved)


def test_leaving_the_stove_ends_coal_for_cooking() -> None:
    after = delivery.cooking_after.py_func
    assert after(n.HEAT_PUMP, n.COAL, 0.0) == n.ELECTRICITY
    assert after(n.HEAT_PUMP, n.BIOMASS, 1.0) == n.GAS
    assert after(n.COAL_STOVE, n.COAL, 1.0) == n.COAL
    assert after(n.HEAT_PUMP, n.GAS, 0.0) == n.GAS


def test_lifetimes_scatter_around_their_scale() -> None:
    lives = [quasi.lifetime_months.py_func(u, 14.0, 4.0) for u in np.linspace(0.005, 0.995, 100)]
    assert min(lives) >= 1
    assert np.mean(lives) == pytest.approx(12 * 14.0 * math.gamma(1.25), rel=0.02)


def test_a_boom_in_sales_makes_a_young_fleet() -> None:
    months, younger = transport.ages_of_cars(2020.0, 13.0, 4.0)
    assert younger[0] == 0.0
    assert younger[-1] == pytest.approx(1.0)
    assert (np.diff(younger) >= 0.0).all()
    median_2020, median_2025 = (
        float(np.interp(0.5, share, age)) / 12.0
        for age, share in (transport.ages_of_cars(year, 13.0, 4.0) for year in (2020.0, 2025.0))
    )
    assert 4.0 < median_2020 < 6.0  # CATARC, MPS: cars on the road were five to six years old on average
    assert median_2025 > median_2020
    oldest = float(np.interp(0.99, younger, months)) / 12.0
    assert oldest < 16.0
