"""What a Mesa user expects: agents, sets, data collection, batch runs and a visualisation."""

import mesa
import numpy as np
import pandas as pd
import pytest

from agents.bank import Bank
from agents.firm.columns import Firm
from agents.government import Government
from agents.household.columns import Household
from agents.power_company import PowerCompany, PowerUnit
from sim.city import CityModel

SMALL = {"households": 200, "start": 2020, "end": 2020}


@pytest.fixture(scope="module")
def model() -> CityModel:
    city = CityModel("huzhou", rng=1, **SMALL)
    for _ in range(3):
        city.step()
    return city


def test_it_is_a_mesa_model(model: CityModel) -> None:
    assert isinstance(model, mesa.Model)
    assert model.running
    assert set(model.agents_by_type) == {Household, Firm, Bank, PowerCompany, PowerUnit, Government}


def test_agents_read_and_write_the_columns(model: CityModel) -> None:
    households = model.agents_by_type[Household]
    assert len(households) == int(model.state.households.alive.sum())
    drivers = households.select(lambda h: h.vehicle > 0)
    assert len(drivers) == int((model.state.households["vehicle"][model.state.households.alive == 1] > 0).sum())
    one = next(iter(drivers))
    assert one.vehicle == model.state.households["vehicle"][one.row]
    incomes = households.agg("income_cny_per_year", np.mean)
    assert incomes > 0
    by_district = households.groupby("district").agg("savings_cny", np.mean)
    assert set(by_district) == set(np.unique(model.state.households["district"][model.state.households.alive == 1]))


def test_agents_cannot_be_removed_behind_the_closures(model: CityModel) -> None:
    with pytest.raises(RuntimeError, match="cannot be removed"):
        next(iter(model.agents_by_type[Household])).remove()


def test_a_headless_run_makes_no_agents() -> None:
    model = CityModel("huzhou", rng=1, **SMALL)
    model.run()
    assert not model.state.households._handles
    assert not model.running


def test_handles_change_nothing() -> None:
    plain = CityModel("huzhou", rng=1, **SMALL)
    looked_at = CityModel("huzhou", rng=1, **SMALL)
    for _ in range(12):
        assert len(looked_at.agents) > 0
        looked_at.step()
    assert plain.run().frame().equals(looked_at.results.frame())


def test_data_collector_and_a_users_own(model: CityModel) -> None:
    city = CityModel("huzhou", rng=1, **SMALL)
    own = mesa.DataCollector(
        model_reporters={"electric": lambda m: float((m.state.households["vehicle"] >= 3).mean())},
        agenttype_reporters={Household: {"savings": "savings_cny"}},
    )
    city.step()
    own.collect(city)
    assert own.get_model_vars_dataframe().shape == (1, 1)
    assert len(own.get_agenttype_vars_dataframe(Household)) == int(city.state.households.alive.sum())
    city.run()
    frame = city.datacollector.get_model_vars_dataframe()
    assert frame["co2_total_mt"].iloc[-1] == city.results.rows[-1]["co2_total_mt"]


def test_batch_run() -> None:
    parameters = {"scenario": ["huzhou"], "households": [100, 200], "start": [2020], "end": [2020], "rng": [1]}
    results = mesa.batch_run(CityModel, parameters, number_processes=1, display_progress=False)
    frame = pd.DataFrame(results)
    assert set(frame["households"]) == {100, 200}
    assert (frame["co2_total_mt"] > 0).all()


@pytest.mark.filterwarnings("ignore")
def test_solara_viz() -> None:
    solara = pytest.importorskip("solara")
    from mesa.visualization import SolaraViz, make_plot_component

    page = SolaraViz(
        CityModel("huzhou", rng=1, **SMALL), components=[make_plot_component("co2_total_mt")], name="Huzhou"
    )
    _, rendered = solara.render(page, handle_error=False)
    rendered.close()
