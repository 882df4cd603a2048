"""Another distribution's ``agents`` or ``policies`` is noticed, in words that say what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["agents", "policies"])
def test_a_shadowing_package_is_refused(name: str, tmp_path: Path) -> None:
    other = tmp_path / name
    other.mkdir()
    (other / "__init__.py").write_text("", encoding="utf-8")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import sim"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    said = done.stderr.splitlines()[-1]
    assert f"another package called '{name}' ({other})" in said
    assert "environment of its own" in said


def test_our_own_packages_are_found() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import sim, sim.core.errors"
    subprocess.run([sys.executable, "-c", code], check=True)
