"""The three closures hold in every kind of city, with and without policy, and a broken one stops the run."""

import numpy as np
import pytest

from sim.city import CityModel
from sim.core.errors import ClosureError
from sim.core.schedule import Phase, Schedule
from sim.world.names import ACCOUNTS
from sim.world.state import WorldState

CITIES = ["huzhou", "tangshan", "ordos", "shenzhen", "heihe", "suzhou_park"]


@pytest.mark.parametrize("city", CITIES)
def test_closures_hold(city: str) -> None:
    model = CityModel(city, plan="demonstration", households=300, start=2020, end=2026, rng=1)
    model.run()
    closures = model.closures()
    assert closures["energy"] <= 1e-9
    assert closures["money"] <= 1e-6
    assert closures["stocks"] == 0


def test_money_made_from_nothing_stops_the_run() -> None:
    model = CityModel("huzhou", households=300, start=2020, end=2020, rng=1)
    model.step()
    model.state.households["savings_cny"][0] += 1e6
    with pytest.raises(ClosureError, match="money.*2020-02"):
        model.step()


def test_a_vanished_household_stops_the_run() -> None:
    model = CityModel("huzhou", households=300, start=2020, end=2020, rng=1)
    model.step()

    def vanish(state: WorldState) -> None:
        """Leave the money in the city, so that the person alone is missed."""
        homes = state.households
        for purse in ("savings_cny", "loan_cny", "green_loan_cny"):
            homes[purse][6] += homes[purse][5]
        homes.alive[5] = 0

    *month, check = model.schedule.phases
    model.schedule = Schedule([*month, Phase("a household vanishes", (vanish,), "unrecorded"), check])
    with pytest.raises(ClosureError, match="people and plant"):
        model.step()


def test_unrecorded_fuel_stops_the_run() -> None:
    model = CityModel("huzhou", households=300, start=2020, end=2020, rng=1)
    model.step()
    recounts = model.state.rooms["books"].energy
    model.state.rooms["books"].energy = (*recounts, lambda state: np.full_like(state.market.energy_tj, 1.0))
    with pytest.raises(ClosureError, match="energy"):
        model.step()


def test_every_payment_has_a_payer_and_a_payee() -> None:
    model = CityModel("huzhou", households=300, start=2020, end=2020, rng=1)
    model.step()
    assert abs(model.state.ledger.net().sum()) <= 1e-6 * np.abs(model.state.ledger.flows).sum()
    assert {k.payer for k in model.state.ledger.kinds} | {k.payee for k in model.state.ledger.kinds} <= set(ACCOUNTS)
    assert (model.state.ledger.flows >= 0).all()
