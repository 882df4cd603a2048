"""What the tutorials say, as their reader types it: files saved, scripts run, commands given, on a smaller sample."""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import shlex
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments.cli import commands

ROOT = Path(__file__).resolve().parents[1]
TUTORIALS = ROOT / "docs" / "tutorials"
_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r'title="([^"]+)"')
# What makes a tutorial's runs small enough for a test suite; everything else is typed as it stands.
SMALLER = (
    (r"(households(?:\"\]|\"|')?(?: = |=|: \[|: ))\d+", r"\g<1>60"),
    (r"(\bend(?:\"\]|\"|')?(?: = |=|: \[|: ))20\d\d", r"\g<1>2021"),
    (r"(--households )\d+", r"\g<1>60"),
    (r"(--end )20\d\d", r"\g<1>2021"),
    (r"(--runs )\d+", r"\g<1>2"),
    (r"(seeds = )(?!4\b)\d+", r"\g<1>2"),
    (r"(seeds = )4\b", r"\g<1>1"),
    (r"(--trajectories )\d+", r"\g<1>2"),
    (r"(--n )\d+", r"\g<1>4"),
    (r"(sample_sobol\()\d+", r"\g<1>2"),
    (r"(runs=)4", r"\g<1>2"),
    (r"year >= 2030", "year >= 2021"),
    (r"range\(12\)", "range(2)"),
)


@dataclass(frozen=True)
class Block:
    """A block of a tutorial: its language, the file it is to be saved as, and whether only the long checks run it."""

    language: str
    file: str
    long: bool
    text: str


def smaller(text: str) -> str:
    """Return a text that asks for fewer agents, years and runs."""
    for pattern, replacement in SMALLER:
        text = re.sub(pattern, replacement, text)
    return text


def blocks(name: str) -> list[Block]:
    """Return the blocks of a tutorial in order."""
    found = []
    for language, info, text in _BLOCK.findall((TUTORIALS / name).read_text(encoding="utf-8")):
        title = _TITLE.search(info)
        found.append(Block(language, title.group(1) if title else "", "long" in info.split(), text))
    return found


def typed(command: str, folder: Path) -> str:
    """Type a command in a folder and return what it printed; it must succeed.

    ``pilotcity`` and ``python`` are done in this process, which has the model in memory already, anything else in a shell.
    """
    program, *words = shlex.split(command)
    if program not in ("pilotcity", "python"):
        return _in_a_shell(command, folder)
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if program == "python":
            runpy.run_path(words[0], run_name="__main__")
        else:
            with pytest.raises(SystemExit) as left:
                commands.main(words)
            assert left.value.code == 0, f"{command}\n{said.getvalue()}"
    return said.getvalue()


def _in_a_shell(command: str, folder: Path) -> str:
    python = f'"{sys.executable}" -W ignore'
    shell = re.sub(r"(^|\s)pilotcity ", rf"\1{python} -m experiments.cli ", command)
    shell = re.sub(r"(^|\s)python (?=\w)", rf"\1{python} ", shell)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(shell, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def follow(name: str, folder: Path, *, long: bool = False) -> list[str]:
    """Do everything a tutorial says in a folder and return what was printed, command by command.

    A ``long`` following leaves nothing out and takes the samples as they stand.
    """
    said = []
    for block in blocks(name):
        text = block.text if long else smaller(block.text)
        if block.file:
            (folder / block.file).write_text(text, encoding="utf-8")
        elif block.language == "python":
            (folder / "typed.py").write_text(text, encoding="utf-8")
            said.append(typed("python typed.py", folder))
        elif block.language == "console" and (long or not block.long):
            said += [typed(line, folder) for line in text.splitlines()]
    return said
