"""Pictures of a result document, drawn with matplotlib: emission paths, sectors, and the transition behind them.

Every function takes series of documents, ``{label: run document}``, baseline first, and returns a figure.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.files import write_bytes
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours: told apart with any colour vision, and in grey by order of lightness.
COLOURS = ("#4d4d4d", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
SECTOR_COLOURS = {
    "power": "#4d4d4d", "steel": "#7f3b08", "cement": "#b3b3b3", "chemicals": "#8073ac", "nonferrous": "#c9a227",
    "mining": "#35978f", "manufacturing": "#0072B2", "construction": "#e08214", "transport": "#D55E00",
    "services": "#56B4E9", "agriculture": "#66a61e", "households": "#CC79A7", "waste": "#a6761d",
}  # fmt: skip
_TRANSITION = (
    "ev_sales_share", "heat_pump_share", "rooftop_pv_gw", "nonfossil_share", "electricity_use_twh", "energy_burden_q1",
)  # fmt: skip

_CHINESE_FONTS = (
    "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "SimHei",
)  # fmt: skip

Documents = dict[str, dict[str, Any]]


def paths_figure(documents: Documents, language: str = "en") -> Figure:
    """Draw total emissions of every document: median, 10-90 % band, and where each run peaked."""
    figure, axes = canvas(1, 1, (8.2, 4.6))
    axis = axes[0]
    for colour, (label, document) in zip(COLOURS, documents.items(), strict=False):
        _band(axis, document, "co2_total_mt", colour, label)
        found = [p for p in document["peak_points"] if p["status"] in ("peaked", "before_start")]
        axis.plot(
            [p["year"] for p in found], [p["height_mt"] for p in found], "o", ms=4, mfc="none", mec=colour, alpha=0.7
        )
    first = next(iter(documents.values()))
    axis.set_title(text("paths_title", language).format(city=first["title"][language] or first["scenario"]), loc="left")
    axis.set_ylabel("Mt CO₂ / " + text("year_word", language))
    axis.set_ylim(bottom=0)
    axis.legend(frameon=False, loc="lower left")
    _note(figure, text("paths_note", language))
    return figure


def sectors_figure(documents: Documents, language: str = "en") -> Figure:
    """Draw the ensemble mean of emissions by sector, stacked, one panel per document."""
    figure, axes = canvas(1, len(documents), (4.1 * len(documents) + 1.6, 4.2), sharey=True)
    for axis, (label, document) in zip(axes, documents.items(), strict=True):
        yearly = document["yearly"]
        shown = [s for s in SECTOR_COLOURS if max(yearly[f"co2_{s}_mt"]) > 0]
        stacks = [yearly[f"co2_{s}_mt"] for s in shown] + [yearly["co2_imported_electricity_mt"]]
        names = [text(f"sector_{s}", language) for s in shown] + [text("imported_electricity", language)]
        colours = [SECTOR_COLOURS[s] for s in shown] + ["#f2e394"]
        axis.stackplot(yearly["year"], stacks, labels=names, colors=colours, lw=0)
        axis.set_title(label, loc="left")
    axes[0].set_ylabel("Mt CO₂ / " + text("year_word", language))
    handles, names = axes[-1].get_legend_handles_labels()
    figure.legend(handles[::-1], names[::-1], frameon=False, loc="center right", fontsize=8)
    figure.subplots_adjust(right=1 - 1.75 / figure.get_size_inches()[0])
    return figure


def transition_figure(documents: Documents, language: str = "en") -> Figure:
    """Draw what lies behind the emissions: adoption, structure, electricity and the poorest fifth's burden."""
    figure, axes = canvas(2, 3, (9.6, 5.2))
    for axis, name in zip(axes, _TRANSITION, strict=True):
        for colour, (label, document) in zip(COLOURS, documents.items(), strict=False):
            _band(axis, document, name, colour, label)
        axis.set_title(text(f"column_{name}", language), loc="left", fontsize=9)
        axis.set_ylim(bottom=0)
    axes[0].legend(frameon=False, fontsize=8)
    return figure


FIGURES = {"paths": paths_figure, "sectors": sectors_figure, "transition": transition_figure}


@cache
def chinese_font() -> str | None:
    """Return an installed font that has Chinese characters, if there is one."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _CHINESE_FONTS if name in installed), None)


@contextmanager
def fonts() -> Iterator[None]:
    """Draw Chinese characters with an installed font that has them, and stay silent where there is none."""
    import warnings

    import matplotlib as mpl

    families = ["DejaVu Sans", *([chinese_font()] if chinese_font() else [])]
    with mpl.rc_context({"font.family": families}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def write_pictures(documents: Documents, folder: Path, language: str = "en") -> list[Path]:
    """Write every picture as PNG and SVG; labels are English when no installed font has Chinese characters."""
    language = language if language == "en" or chinese_font() else "en"
    with fonts():
        return [p for name, draw in FIGURES.items() for p in write_picture(draw(documents, language), folder, name)]


def svg(figure: Figure) -> str:
    """Return a figure as an SVG element whose bytes depend on its content alone."""
    import matplotlib as mpl

    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "pilotcity", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()[buffer.getvalue().index("<svg") :]


def write_picture(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG and SVG and return both paths."""
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=160, metadata={"Software": None})
    write_bytes(folder / f"{name}.png", png.getvalue())
    write_bytes(folder / f"{name}.svg", svg(figure).encode())
    return [folder / f"{name}.png", folder / f"{name}.svg"]


def canvas(rows: int, columns: int, size: tuple[float, float], *, sharey: bool = False) -> tuple[Figure, list[Axes]]:
    """Return a figure and its axes, row by row, in the style of every picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout=None)
    grid = figure.subplots(rows, columns, sharey=sharey, squeeze=False)
    axes = [axis for row in grid for axis in row]
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(axis="y", color="#e5e5e5", lw=0.8)
        axis.set_axisbelow(True)
        axis.tick_params(labelsize=8)
    figure.subplots_adjust(left=0.8 / size[0], right=1 - 0.2 / size[0], bottom=0.75 / size[1], top=1 - 0.5 / size[1])
    if rows > 1:
        figure.subplots_adjust(hspace=0.4, wspace=0.3)
    return figure, axes


def _band(axis: Axes, document: dict[str, Any], name: str, colour: str, label: str) -> None:
    if name not in document["bands"]:
        return
    years, band = document["yearly"]["year"], document["bands"][name]
    axis.fill_between(years, band["p10"], band["p90"], color=colour, alpha=0.18, lw=0)
    axis.plot(years, band["p50"], color=colour, lw=1.8, label=label)


def _note(figure: Figure, words: str) -> None:
    figure.text(0.02, 0.02, words, fontsize=7.5, color="#666666")
