"""Decision rules of the user's own take the place of the model's, and what is wrong with them is said in one line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.errors import InputError
from sim.core.own_rules import VARIABLE, arguments_of, own_rules_hash, rules_of

ROOT = Path(__file__).resolve().parents[2]
NAME = "agents.household.vehicle.unfamiliar"
FILE = """\
from sim.core.own_rules import replaces

@replaces("agents.household.vehicle.unfamiliar")
def all_at_once(unfamiliarity, peer_weight, peer_share):
    return 0.0 if peer_share * peer_weight >= unfamiliarity else -unfamiliarity
"""
LOOK = """\
from agents.household.vehicle import unfamiliar, yearly_cost
from experiments.worker import code_hash
from sim.core.compiled import cache_directory
from sim.core.results import manifest
print(unfamiliar(2.0, 10.0, 0.1), unfamiliar(2.0, 10.0, 0.2), yearly_cost(10.0, 0.5, 1.0))
print(code_hash(), cache_directory().name, manifest("", 0).get("own_rules"))
"""


def look(folder: Path, text: str | None, code: str = LOOK) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder)}
    environment.pop("NUMBA_CACHE_DIR", None)
    if text is not None:
        (folder / "rules.py").write_text(text, encoding="utf-8")
        environment[VARIABLE] = "rules.py"
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_rule_is_replaced_and_the_run_is_another_one(tmp_path: Path) -> None:
    own, plain = (look(tmp_path, text) for text in (FILE, None))
    assert own.stdout.splitlines()[0] == "-2.0 0.0 6.0", own.stderr
    assert plain.stdout.splitlines()[0] == "-1.0 -0.0 6.0", plain.stderr
    theirs, ours = (done.stdout.splitlines()[1].split() for done in (own, plain))
    assert theirs[0] != ours[0], "runs are known by their rules as well"
    assert theirs[1] != ours[1], "compiled kernels are kept apart"
    assert (len(theirs[2]), ours[2]) == (16, "None"), "the manifest says so"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE.replace("unfamiliar\"", "unfamilar\""), "no such rule; .*did you mean 'unfamiliar'"),
        (FILE.replace("agents.household.vehicle", "os.path"), "no such rule"),
        (FILE.replace("(unfamiliarity, ", "("), "takes other arguments than the rule it replaces; given 'peer_weight, peer"),
        (FILE.replace("0.0 if", "nothing if"), "names that nothing defines; given 'nothing'"),
        ("x = 1\n", "the file replaces no rule"),
        ("x = (\n", "the file fails: SyntaxError"),
        ("1 / 0\n", "the file fails: ZeroDivisionError"),
    ],
)  # fmt: skip
def test_wrong_files_get_one_line(tmp_path: Path, text: str, said: str) -> None:
    code = "from experiments.cli import commands; commands.main(['explain', 'huzhou', '--agent', 'household:1', '--at', '2020-02'])"
    done = look(tmp_path, text, code)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert re.search(said, line), line


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "nowhere.py")
    with pytest.raises(InputError, match="PILOTCITY_RULES: the file cannot be read.*nowhere.py"):
        own_rules_hash()


def test_rules_are_found_with_their_arguments() -> None:
    assert arguments_of(NAME) == ("unfamiliarity", "peer_weight", "peer_share")
    assert rules_of("agents.household.vehicle")["unfamiliar"][1].startswith("Return the utility lost")
    assert rules_of("agents.household.nothing") == {}
