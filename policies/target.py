"""Whom a lever addresses: as a plan declares it (``Target``) and as found in one city (``Reach``)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.declarations import names_of
from sim.core.clock import Clock, Month
from sim.core.columns import Array
from sim.core.errors import InputError, nearest_name
from sim.world import names as n

if TYPE_CHECKING:
    from sim.world.state import WorldState

SIZES = ("small", "medium", "large")
OPTIONS: dict[str, tuple[str, ...]] = {
    "sectors": n.EMISSION_SECTORS,
    "quintiles": n.QUINTILES,
    "districts": (),  # the city's own names, known when the lever meets the city
    "durables": n.DURABLES,
    "technologies": n.GREEN_CATEGORIES,
    "sizes": SIZES,
    "park": (),
}
ALWAYS_PRESENT = ("households", "waste")


@dataclass(frozen=True)
class Target:
    """Whom a lever addresses; an empty field means everybody.

    ``sectors``, ``quintiles``, ``durables``, ``technologies`` and ``sizes`` hold names of the model, ``districts``
    the city's own names; ``park`` limits the lever to an industrial park.
    """

    sectors: tuple[str, ...] = ()
    quintiles: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    durables: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    park: bool = False

    def chosen(self) -> dict[str, Any]:
        """Return what the target narrows, by kind."""
        return {kind: getattr(self, kind) for kind in OPTIONS if getattr(self, kind)}


def read_target(raw: object, supported: tuple[str, ...], where: str) -> Target:
    """Check a plan's target table against the kinds a lever supports, or raise ``InputError``."""
    if not isinstance(raw, Mapping):
        raise InputError("a table is needed", where=where, given=raw, allowed=", ".join(supported))
    chosen: dict[str, Any] = {}
    for kind, value in raw.items():
        key = f"{where}.{kind}"
        if kind not in supported:
            nearest = nearest_name(str(kind), supported)
            raise InputError("this lever has no such target", where=where, given=kind,
                             allowed=", ".join(supported) or "no target", nearest=nearest)  # fmt: skip
        if kind == "park":
            if value is not True:
                raise InputError("not a target", where=key, given=value, allowed="true")
            chosen[kind] = True
        elif kind == "districts":
            given = [value] if isinstance(value, str) else value
            if not isinstance(given, list | tuple) or not given or not all(isinstance(d, str) for d in given):
                raise InputError("a list of names is needed", where=key, given=value, allowed="names of districts")
            chosen[kind] = tuple(sorted(set(given)))
        else:
            chosen[kind] = names_of(value, OPTIONS[kind], key)
    return Target(**chosen)


@dataclass(frozen=True)
class Reach:
    """A target in one city: the places of the signals' axes it covers, and how large it is.

    Parameters
    ----------
    sectors, quintiles, durables, technologies, sizes : tuple of str
        Names along the axes; all of them when the plan names none.
    districts : tuple of str
        Places of the ``district`` axis (``d00`` ...) that belong to the city and the target.
    gdp_cny_per_year : float
        The city's gross domestic product in its base year, constant 2020 CNY.
    people_by_year : tuple of float
        Residents in the target's districts each January from ``first_year`` on.
    households_by_year : tuple of float
        Real households in the target's districts each January from ``first_year`` on.
    cars_per_household : float
        The city's private cars per household when the simulation starts.
    first_year : int
        First simulated year.
    off_heat_share, off_gas_share : float
        Shares of the target's residents in districts without a district heating or a town gas network.
    """

    sectors: tuple[str, ...]
    quintiles: tuple[str, ...]
    districts: tuple[str, ...]
    durables: tuple[str, ...]
    technologies: tuple[str, ...]
    sizes: tuple[str, ...]
    gdp_cny_per_year: float
    people_by_year: tuple[float, ...]
    households_by_year: tuple[float, ...]
    cars_per_household: float
    first_year: int
    off_heat_share: float = 1.0
    off_gas_share: float = 1.0

    def people(self, month: Month) -> float:
        """Return the residents addressed, as of January of the month's year."""
        return self._in_year(self.people_by_year, month)

    def households(self, month: Month) -> float:
        """Return the households addressed, as of January of the month's year."""
        return self._in_year(self.households_by_year, month)

    def _in_year(self, values: tuple[float, ...], month: Month) -> float:
        return values[min(max(month.year - self.first_year, 0), len(values) - 1)]


def find_reach(target: Target, state: WorldState, where: str) -> Reach:
    """Find a target in a city, or raise ``InputError`` when it matches nobody there."""
    city = state.config.city
    if target.park and city.kind != "park":
        raise _nobody("park", True, where, f"a city of kind 'park'; this one is a {city.kind}")
    present = _sectors_present(city)
    if target.sectors and not set(target.sectors) & set(present):
        raise _nobody("sectors", list(target.sectors), where, ", ".join(present))
    names = [d.name for d in city.districts]
    for name in target.districts:
        if name not in names:
            near = nearest_name(name, names)
            nearest = next((known for known in names if known.lower() == near), "")
            raise _nobody("districts", name, where, ", ".join(names), nearest)
    chosen = [i for i, name in enumerate(names) if not target.districts or name in target.districts]
    addressed = [city.districts[i] for i in chosen]
    share = math.fsum(d.population_share for d in addressed)
    return Reach(
        sectors=target.sectors or n.EMISSION_SECTORS,
        quintiles=target.quintiles or n.QUINTILES,
        districts=tuple(n.DISTRICTS[i] for i in chosen),
        durables=target.durables or n.DURABLES,
        technologies=target.technologies or n.GREEN_CATEGORIES,
        sizes=target.sizes or SIZES,
        gdp_cny_per_year=city.gdp_bn_cny * 1e9,
        people_by_year=_each_january(state, state.drivers.population, share),
        households_by_year=_each_january(state, state.drivers.households_real, share),
        cars_per_household=city.cars_per_100_households / 100.0,
        first_year=state.clock.first.year,
        off_heat_share=_share_of(share, [d for d in addressed if not d.district_heating]),
        off_gas_share=_share_of(share, [d for d in addressed if not d.gas]),
    )


def _share_of(population_share: float, districts: list[Any]) -> float:
    return math.fsum(d.population_share for d in districts) / population_share


def _each_january(state: WorldState, path: Array, share: float) -> tuple[float, ...]:
    clock: Clock = state.clock
    return tuple(float(v) * share for v in path[: clock.total : 12])


def _sectors_present(city: Any) -> list[str]:
    with_plants = {p.sector for p in city.plants}
    power = any(v > 0.0 for k, v in city.power if k.endswith("_gw") and "potential" not in k and "line" not in k)
    return [
        s
        for s in n.EMISSION_SECTORS
        if s in ALWAYS_PRESENT or city.emission_share.get(s, 0.0) > 0.0 or s in with_plants or (s == "power" and power)
    ]


def _nobody(kind: str, given: object, where: str, allowed: str, nearest: str = "") -> InputError:
    what = "the target matches nobody in this city"
    return InputError(what, where=f"{where}.target.{kind}", given=given, allowed=allowed, nearest=nearest)
