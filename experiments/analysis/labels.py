"""Names of settings and outcomes as pictures and tables show them: short, each with its unit."""

from __future__ import annotations

from experiments.outcomes import OUTCOMES
from experiments.study import LEVERS
from policies.catalogue import LEVERS as CATALOGUE
from sim.core.params import GROUPS
from sim.world.config import describe_fields

_SAID = {
    "peak_year": "year of the peak",
    "peak_height_mt": "height of the peak",
    "cumulative_co2_mt": "cumulative emissions",
    "cumulative_scope1_mt": "cumulative territorial emissions",
    "final_co2_mt": "emissions in the last year",
    "public_spending_bn_cny": "public spending on levers",
    "energy_burden_q1": "energy burden of the poorest fifth",
    "energy_burden_q5": "energy burden of the richest fifth",
    "unserved_energy_gwh": "electricity not served",
    "nonfossil_share": "non-fossil share of energy",
    "ev_stock_share": "electric share of cars",
    "energy_intensity_tce_per_10k_cny": "energy intensity",
    "gdp_bn_cny_per_year": "mean output",
    "jobs_thousand": "jobs",
    "npl_ratio": "bad loans",
    "co2_displaced_outside_mt": "emissions moved elsewhere",
}
_UNITS = {one.name: one.unit for one in OUTCOMES}
_PLAIN = {"1": "", "name": "", "names": "", "years": "yr", "year": ""}


def outcome_unit(name: str) -> str:
    """Return the unit of an outcome, a difference of years in years."""
    return "years" if name == "peak_year" else pretty(_UNITS[name])


def outcome_label(name: str) -> str:
    """Return an outcome in words, with its unit: ``cumulative emissions (Mt CO₂)``."""
    said = _SAID.get(name, name.replace("_", " "))
    return said if name == "peak_year" else f"{said} ({pretty(_UNITS[name])})"


def setting_label(name: str) -> str:
    """Return a setting's name with its unit: ``carbon_tax.level (CNY/t)``."""
    unit = _PLAIN.get(_unit(name), _unit(name))
    return name.removeprefix(LEVERS) + (f" ({pretty(unit)})" if unit else "")


def pretty(unit: str) -> str:
    """Return a unit as pictures show it: short, with the subscript of CO₂."""
    return unit.replace("CO2", "CO₂").replace("percentage points", "pp").replace("/year", "/yr")


def _unit(name: str) -> str:
    group, _, parameter = name.removeprefix(LEVERS).partition(".")
    if name.startswith(LEVERS):
        lever = CATALOGUE.get(group.partition("#")[0])
        found = [one.unit for one in lever.parameters if one.name == parameter] if lever else []
    elif group in GROUPS:
        found = [one.unit for one in GROUPS[group] if one.name == parameter]
    else:
        found = []
    found += [unit for field, unit, *_ in describe_fields() if field == name]
    return found[0] if found else ""
