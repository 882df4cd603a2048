"""The handbook: ``docs/ODD.md`` made from its template and from what the code declares.

``make docs`` writes them; a test fails when they are stale, so documentation cannot say what the code does not.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import jinja2

from sim.core.params import GROUPS

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "docs" / "templates"
SERIES_PER_PROCESS = 1000
PAGES = ("ODD.md",)


def write_handbook(root: Path = ROOT) -> list[Path]:
    """Write every generated page below ``root`` and return their paths."""
    written = []
    for page in PAGES:
        path = root / "docs" / page
        path.write_text(render(page), encoding="utf-8")
        written.append(path)
    return written


def render(page: str) -> str:
    """Return the text of a generated page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown from our own declarations
    )  # fmt: skip
    tables = {
        "entities": entities(), "schedule": schedule(), "parameters": parameters(), "levers": levers(),
        "signals": signals(), "technologies": catalogue("technologies"), "durables": catalogue("durables"),
        "payments": payments(), "peak": peak_rule(),
    }  # fmt: skip
    return environment.get_template(page).render(tables)


def entities() -> str:
    """Return one table of state variables per kind of agent."""
    from agents.bank import Bank
    from agents.firm.columns import Firm
    from agents.government import Government
    from agents.household.columns import Household
    from agents.power_company import PowerCompany, PowerUnit

    parts = []
    for kind in (Household, Firm, Bank, PowerCompany, PowerUnit, Government):
        rows = [(f"`{name}`", column.unit, column.doc) for name, column in kind.columns().items()]
        parts.append(f"**{kind.__name__}**\n\n" + markdown(("state variable", "unit", "meaning"), rows))
    return "\n\n".join(parts)


def schedule() -> str:
    """Return the month's phases."""
    from sim.month import build_schedule

    rows = [
        (str(r["number"]), r["name"], r["doc"], ", ".join(f"`{c}`" for c in r["calls"]))
        for r in build_schedule().table()
    ]
    return markdown(("", "phase", "what happens", "calls"), rows)


def parameters() -> str:
    """Return every declared parameter with value, unit, range and source."""
    load_declarations()
    rows = [
        (f"`{g.name}.{p.name}`", f"{p.default:g}", f"{p.low:g} to {p.high:g}", p.unit, p.doc, p.source)
        for g in sorted(GROUPS.values(), key=lambda g: g.name)
        for p in g
    ]
    return markdown(("parameter", "default", "range", "unit", "meaning", "source"), rows)


def load_declarations() -> None:
    """Import every module of ``sim`` and ``agents``, so that all parameter groups are declared."""
    for name in ("sim", "agents"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)


def levers() -> str:
    """Return every lever with its parameters."""
    from policies.catalogue import LEVERS, describe

    parts = []
    for name in LEVERS:
        lever = describe(name)
        rows = [
            (
                f"`{p['name']}`",
                _shown(p["default"]),
                _range(p["low"], p["high"]),
                p["unit"],
                p.get("doc", ""),
                p["source"],
            )
            for p in lever["parameters"]
        ]
        parts.append(
            f"**`{name}`**: {lever['doc']}\n\n"
            + markdown(("parameter", "default", "range", "unit", "meaning", "source"), rows)
        )
    return "\n\n".join(parts)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "–" if value is None else str(value)


def _range(low: object, high: object) -> str:
    return "–" if low is None or high is None else f"{_shown(low)} to {_shown(high)}"


def signals() -> str:
    """Return the catalogue of public signals."""
    from sim.world.signal_catalogue import SIGNALS

    rows = [(f"`{s.name}`", s.unit, f"{s.neutral:g}", s.combine, " × ".join(s.axes) or "–", s.doc) for s in SIGNALS]
    return markdown(("signal", "unit", "neutral", "combine", "axes", "meaning"), rows)


def catalogue(table: str) -> str:
    """Return a technology table of ``sim/data`` as it stands, without its longest columns."""
    from sim.world.tables import rows as read

    rows = read(table)
    header = [c for c in rows[0] if any(r[c] not in ("", "0", "1", "0.0", "1.0") for r in rows)]
    return markdown(header, [[r[c] for c in header] for r in rows])


def payments() -> str:
    """Return every kind of payment."""
    from sim.world.flows import FLOW_KINDS

    return markdown(
        ("kind", "payer", "payee", "what for"), [(f"`{k.name}`", k.payer, k.payee, k.doc) for k in FLOW_KINDS]
    )


def peak_rule() -> str:
    """Return the peak rule as its module states it, and how often it finds a peak where there is none."""
    from experiments import peak

    rates = peak.false_positive_rates(runs=SERIES_PER_PROCESS)
    lengths = sorted({row["years"] for row in rates})
    shares = {(row["process"], row["years"]): f"{100 * row['share_called_peaked']:.1f} %" for row in rates}
    table = markdown(
        ("series without a peak", *(f"{years} years" for years in lengths)),
        [(name, *(shares[name, years] for years in lengths)) for name in dict.fromkeys(r["process"] for r in rates)],
    )
    stated = (peak.__doc__ or "").strip()
    return f"{stated}\n\nShare called *peaked* or *before start*, {SERIES_PER_PROCESS} series each:\n\n{table}"


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    for written in write_handbook():
        print(written)
