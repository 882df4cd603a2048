"""The command line: exit codes, one clear line for every mistake, files whole, JSON alone on standard output."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments.cli import commands
from sim.core.errors import ClosureError
from tests.conftest import TOYTOWN

ROOT = Path(__file__).resolve().parents[2]


def call(*line: str) -> Result:
    return CliRunner().invoke(commands, list(line))


def refused(result: Result) -> str:
    """Return the one line a wrong input is answered with."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("pilotcity: ")
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["run", "huzhuo"], "unknown city"),
        (["run", "no_such_file.toml"], "no such file"),
        (["run", "湖洲市"], "unknown city"),
        (["run", "hu\nzhou"], "no such city"),
        (["run", ""], "no such city"),
        (["run", "{toytown}", "--end", "2010"], "end"),
        (["run", "{toytown}", "--start", "2050", "--end", "2040"], "the end comes before the start"),
        (["run", "{toytown}", "--households", "0"], "--households"),
        (["run", "{toytown}", "--households", "-5"], "--households"),
        (["run", "{toytown}", "--households", "9" * 40], "--households"),
        (["run", "{toytown}", "--households", "ten"], "--households"),
        (["run", "{toytown}", "--runs", "0"], "--runs"),
        (["run", "{toytown}", "--runs", "9" * 30], "--runs"),
        (["run", "{toytown}", "--seed", "-1"], "--seed"),
        (["run", "{toytown}", "--workers", "0"], "--workers"),
        (["run", "{toytown}", "--plan", "no_such_plan"], "unknown plan"),
        (["run", "{toytown}", "--plan", "demonstratio"], "did you mean 'demonstration'"),
        (["run", "{toytown}", "--set", "city.population_million=-3"], "out of range"),
        (["run", "{toytown}", "--set", "levers.carbon_tax.level=1e300"], "out of range"),
        (["run", "{toytown}", "--set", "nonsense"], "KEY=VALUE"),
        (["run", "{toytown}", "--lang", "fr"], "en or zh"),
        (["run", "{toytown}", "--no-such-option"], "No such option"),
        (["run", "{toytown}", "surplus"], "unexpected extra argument"),
        (["rum", "{toytown}"], "did you mean 'run'"),
        (["compare", "{toytown}"], "nothing to compare"),
        (["compare", "{toytown}", "--plan", "demonstration", "--baseline", "nothing"], "unknown plan"),
        (["explain", "{toytown}", "--agent", "householder:3"], "did you mean 'household'"),
        (["explain", "{toytown}", "--agent", "household:x"], "no row number"),
        (["explain", "{toytown}", "--agent", "household:-1"], "no row number"),
        (["explain", "{toytown}", "--agent", "household:3", "--at", "2031-13"], "not a month"),
        (["explain", "{toytown}", "--agent", "household:3", "--at", "1999-01"], "not simulated"),
        (["explain", "{toytown}"], "--agent"),
        (["levers", "carbontax"], "did you mean 'carbon_tax'"),
        (["check"], "FILE"),
        (["report", "no_such_folder"], "not a result folder"),
    ],
)
def test_mistakes_get_one_line(line: list[str], said: str, toytown: Path, made_up_runs: Path) -> None:
    assert said in refused(call(*(part.replace("{toytown}", str(toytown)) for part in line)))
    assert list(made_up_runs.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("[city", "[city]", "not valid TOML"),
        ("gdp_bn = 320.0", "gdp_bn_cny = 320.0", "gdp_bn"),
        ('population_million = "many"', "population_million = 3.4", "city.population_million"),
        ("population_million = -3.4", "population_million = 3.4", "out of range"),
        ("population_million = 1e999", "population_million = 3.4", "city.population_million"),
        ("households = 0", "households = 200", "population.households"),
        ('province = "浙江国"', 'province = "Zhejiang"', "unknown province"),
        ('type = "mixedd"', 'type = "mixed"', "did you mean 'mixed'"),
        (
            'type = "mixed"\nshare_primary = 0.5\nshare_secondary = 0.5\nshare_tertiary = 0.5',
            'type = "mixed"',
            "sum to",
        ),
        ("end = 2019", "end = 2045", "the end comes before the start"),
        ('name = "a/b"', 'name = "toytown"', "name"),
    ],
)
def test_wrong_files_name_file_and_key(wrong: str, right: str, said: str, tmp_path: Path, made_up_runs: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(TOYTOWN.replace(right, wrong), encoding="utf-8")
    for command in ("run", "check"):
        answer = refused(call(command, str(path)))
        assert said in answer
        assert "wrong.toml" in answer


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x = " + b"[" * 5000, b"\x00"])
def test_files_that_are_none_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    refused(call("run", str(path)))
    refused(call("check", str(path)))


def test_check_knows_no_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_bytes(b"")
    assert "neither a scenario" in refused(call("check", str(path)))


def test_an_output_folder_that_cannot_be_is_refused_before_anything_runs(toytown: Path, made_up_runs: Path) -> None:
    (made_up_runs / "file").write_text("")
    answer = refused(call("run", str(toytown), "--out", "file/below"))
    assert "--out" in answer


def test_run_prints_the_promised_document_alone(toytown: Path, made_up_runs: Path) -> None:
    line = ("run", str(toytown), "--runs", "2", "--workers", "1", "--seed", "3", "--json")
    result = call(*line)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["scenario"], document["runs"], document["seed"]) == ("toytown", 2, 3)
    assert list(made_up_runs.iterdir()) == []
    again = json.loads(call(*line).stdout)
    assert document | {"seconds": 0} == again | {"seconds": 0}


def test_run_writes_a_folder_named_after_city_and_plan(toytown: Path, made_up_runs: Path) -> None:
    result = call("run", str(toytown), "--plan", "demonstration")
    assert result.exit_code == 0, result.output
    folder = made_up_runs / "results" / "toytown-demonstration"
    names = {path.name for path in folder.iterdir()}
    assert names >= {
        "yearly.csv", "runs.csv", "effects.csv", "result.json", "manifest.json", "report.html", "paths.png",
        "paths.svg", "scenario-baseline.toml", "scenario-demonstration.toml",
    }  # fmt: skip
    assert not [name for name in names if name.startswith(".")]
    assert "peak year" in result.stdout
    assert "demonstration" in result.stdout
    assert "report.html" in result.stdout
    for table in ("yearly.csv", "runs.csv"):
        with (folder / table).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        own = "public_spending_green_credit_bn_cny"  # a column of the plan alone: the baseline's cell is empty
        assert {row["case"]: row[own] == "" for row in rows} == {"baseline": True, "demonstration": False}
        assert all(len(row) == len(rows[0]) and None not in row for row in rows)


def test_a_name_in_another_script_names_the_folder(tmp_path: Path, made_up_runs: Path) -> None:
    path = tmp_path / "我的城市.toml"
    path.write_text(TOYTOWN.replace('name = "toytown"', 'name = "玩具城"'), encoding="utf-8")
    assert call("run", str(path), "--lang", "zh").exit_code == 0
    assert (made_up_runs / "results" / "玩具城" / "report_zh.html").exists()


def test_compare_prints_effects_of_every_plan(toytown: Path, made_up_runs: Path) -> None:
    line = ["compare", str(toytown), "--plan", "demonstration", "--runs", "3", "--workers", "1", "--json"]
    document = json.loads(call(*line).stdout)
    assert document["effects"]["demonstration"]["cumulative_co2_mt"]["high"] < 0
    table = call(*line[:-1], "--set", "levers.carbon_tax.level=100")
    assert table.exit_code == 0, table.output
    assert "95 % interval" in table.stdout


def test_an_interrupted_ensemble_keeps_what_is_finished(
    toytown: Path, made_up_runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.conftest import made_up_result

    def interrupted(scenario: object, seed: int = 0, **options: object) -> object:
        if seed == 2:
            raise KeyboardInterrupt
        return made_up_result(scenario, seed)

    monkeypatch.setattr("experiments.run.run", interrupted)
    result = call("run", str(toytown), "--runs", "5", "--workers", "1", "--json")
    assert result.exit_code == 130
    document = json.loads(result.stdout)
    assert (document["runs"], document["interrupted"]) == (2, True)
    assert call("run", str(toytown), "--seed", "2").exit_code == 130


def test_our_failures_are_short_and_say_how_to_see_more(
    toytown: Path, made_up_runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ClosureError("money", "2031-04", 0.1, "of gross flow")

    monkeypatch.setattr("experiments.run.run", broken)
    result = call("run", str(toytown), "--json")
    assert result.exit_code == 1
    assert "closure 'money' broke in 2031-04" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("pilotcity: failed: closure")
    monkeypatch.setenv("PILOTCITY_DEBUG", "1")
    assert "Traceback" in call("run", str(toytown), "--json").stderr


def test_check_says_what_each_file_is(toytown: Path, tmp_path: Path) -> None:
    plan, study = tmp_path / "plan.toml", tmp_path / "study.toml"
    plan.write_text('[[levers]]\nname = "carbon_tax"\nlevel = 50\n', encoding="utf-8")
    study.write_text(
        f'[base]\nscenario = "{toytown.name}"\n'
        '[design]\nkind = "grid"\n[design.levers]\n"carbon_tax.level" = [0, 50]\n',
        encoding="utf-8",
    )
    result = call("check", str(toytown), str(plan), str(study))
    assert result.exit_code == 0, result.output
    kinds = [line.split(": a valid ")[1].split()[0] for line in result.stdout.splitlines()]
    assert kinds == ["scenario", "plan", "study"]


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ('kind = "grid"\n[design.levers]\n"carbon_tax.levl" = [0, 50]', "unknown parameter"),
        ('kind = "grid"\n[design.levers]\n"carbon_tax.level" = [0, 1e9]', "out of range"),
        ('kind = "grid"\n[design.levers]\n"carbon_tax.level" = { low = 0, high = 50 }', "a list of values"),
        ('kind = "sobol"\n[design.levers]\n"carbon_tax.level" = { low = 0, high = 50 }', "needs its size"),
        ('kind = "sobol"\nn = 8\n[design.levers]\n"carbon_tax.level" = { low = 50, high = 50 }', "range is empty"),
        ('kind = "gird"\n[design.levers]\n"carbon_tax.level" = [0]', "grid"),
    ],
)
def test_wrong_studies_are_refused(design: str, said: str, toytown: Path, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(f'[base]\nscenario = "{toytown.name}"\n[design]\n{design}\n', encoding="utf-8")
    assert said in refused(call("check", str(path)))


def test_lists_are_tables_or_json() -> None:
    levers = json.loads(call("levers", "--json").stdout)
    assert {p["name"] for lever in levers for p in lever["parameters"]} >= {"level"}
    wanted = {"name", "unit", "low", "high", "default", "source"}
    assert all(parameter.keys() >= wanted for lever in levers for parameter in lever["parameters"])
    signals = json.loads(call("signals", "--json").stdout)
    assert all(signal.keys() >= {"name", "unit", "neutral", "combine", "axes"} for signal in signals)
    cities = json.loads(call("cities", "--json").stdout)
    assert all(city.keys() >= {"name", "type", "province", "co2_source"} for city in cities)
    for command in ("levers", "signals", "cities"):
        assert call(command).exit_code == 0
    assert "source:" in call("levers", "carbon_tax").stdout


def test_help_names_every_command_and_is_quick() -> None:
    code = "import sys; sys.argv = ['pilotcity', '--help']\nfrom experiments.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(name in done.stdout for name in commands.commands)
    for heavy in ("numba", "mesa", "pandas", "matplotlib", "numpy"):
        assert f"| {heavy}\n" not in done.stderr


def test_a_reader_that_leaves_is_no_failure() -> None:
    code = "from experiments.cli import main; main()"
    line = f'"{sys.executable}" -c "{code}" signals | head -n 1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_init_writes_a_city_that_checks(tmp_path: Path) -> None:
    line = (
        "init",
        str(tmp_path),
        "--name",
        "我的城市",
        "--population",
        "3.4",
        "--gdp",
        "320",
        "--province",
        "Zhejiang",
    )
    assert call(*line, "--co2", "28").exit_code == 0
    path = tmp_path / "我的城市.toml"
    checked = call("check", str(path))
    assert checked.exit_code == 0, checked.output
    assert "a valid scenario" in checked.stdout
    assert "exists already" in refused(call(*line))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--population", "-1"), "population_million"),
        (("--population", "many"), "not a valid float"),
        (("--gdp", "inf"), "gdp_bn_cny"),
        (("--share-primary", "2"), "share_primary"),
        (("--type", "mixt"), "did you mean 'mixed'"),
        (("--province", "Zhejian"), "Zhejiang"),
        (("--name", "a/b"), "name"),
        (("--end", "2010"), "end"),
    ],
)
def test_init_refuses_what_cannot_be(changed: tuple[str, str], said: str, tmp_path: Path) -> None:
    line = ["init", str(tmp_path / "new"), "--name", "here", "--population", "3.4", "--gdp", "320"]
    assert said in refused(call(*line, *changed))
    assert not (tmp_path / "new").exists()
