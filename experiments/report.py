"""The report: one self-contained HTML page made from a result folder's ``result.json``.

It needs no network: pictures are inline SVG, style is inline, and a strict content policy keeps it so.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from experiments import pictures
from experiments.files import write_bytes, write_text
from experiments.tables import effect_rows, summary_table
from experiments.texts import check_language, text
from sim.core.errors import InputError

RESULT_FILE = "result.json"
MANIFEST_FILE = "manifest.json"
_TEMPLATES = Path(__file__).resolve().parent / "templates"


def cases(document: dict[str, Any], language: str = "en") -> dict[str, dict[str, Any]]:
    """Return the run documents of a result by label: one for ``run``, baseline and plans for ``compare``."""
    if "baseline" not in document:
        label = " + ".join(document["plans"]) or text("baseline", language)
        reference = document.get("reference")
        return {label: document} if reference is None else {text("baseline", language): reference, label: document}
    return {text("baseline", language): document["baseline"], **document["plans"]}


def load_result(folder: Path) -> dict[str, Any]:
    """Read a result folder's document, or raise ``InputError`` saying what is wrong with it."""
    path = folder / RESULT_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("not a result folder", where=str(folder), allowed=f"a folder with {RESULT_FILE}") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from None
    if not isinstance(document, dict) or not {"scenario", "title", "runs"} <= document.keys():
        raise InputError("not a result of this program", where=str(path))
    return document


def render(document: dict[str, Any], manifest: dict[str, Any], language: str = "en") -> str:
    """Return the report's HTML text."""
    import jinja2

    check_language(language)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.globals["t"] = lambda key, **values: text(key, language).format(**values)
    shown = cases(document, language)
    header, rows = summary_table(shown, language)
    with pictures.fonts():  # text stays text in SVG: a glyph no font here has is drawn by the reader's own
        drawings = {name: pictures.svg(draw(shown, language)) for name, draw in pictures.FIGURES.items()}
    return environment.get_template("report.html").render(
        document=document,
        language=language,
        city=document["title"][language] or document["scenario"],
        header=header,
        rows=rows,
        effects={name: effect_rows(effects, language) for name, effects in document.get("effects", {}).items()},
        drawings=drawings,
        spending={label: _spending(case) for label, case in shown.items()},
        cases=shown,
        manifest=manifest,
        interrupted=any(case["interrupted"] for case in shown.values()),
    )


def write_report(folder: Path, language: str = "en", *, pdf: bool = False) -> Path:
    """Write ``report.html`` (or ``report.pdf``) into a result folder and return its path."""
    document = load_result(folder)
    path = folder / MANIFEST_FILE
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    html = render(document, manifest, language)
    stem = "report" if language == "en" else f"report_{language}"
    if pdf:
        return write_bytes(folder / f"{stem}.pdf", _pdf(html))
    return write_text(folder / f"{stem}.html", html)


def _pdf(html: str) -> bytes:
    try:
        import weasyprint
    except ImportError:
        raise InputError(
            "PDF needs an extra package", where="--pdf", allowed="pip install 'pilotcity[pdf]' first"
        ) from None
    return bytes(weasyprint.HTML(string=html).write_pdf())


def _spending(case: dict[str, Any]) -> list[tuple[str, float]]:
    prefix, suffix = "public_spending_", "_bn_cny"
    found = {
        name[len(prefix) : -len(suffix)]: math.fsum(values)
        for name, values in case["yearly"].items()
        if name.startswith(prefix) and name != prefix + "bn_cny"
    }
    return sorted(((lever, total) for lever, total in found.items() if total), key=lambda pair: -pair[1])
