"""The studies of the documentation: each is one command of ``pilotcity``, run and written down as it came out.

``python -m experiments.studies`` does all of them, ``python -m experiments.studies sensitivity`` one. Finished runs stay
in ``results/docs``, so an interrupted study goes on. Pages and pictures are in ``docs/studies``; nothing in them is
typed by hand, so a better model needs only this command again.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from experiments.files import write_text
from experiments.show import remark
from sim.core.errors import InputError
from sim.core.results import code_commit

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "studies"
STORES = Path("results") / "docs"


@dataclass(frozen=True)
class Documented:
    """A study of the documentation.

    Attributes
    ----------
    title, question : str
        What it asks.
    commands : tuple of str
        What is typed, in order; what the last one prints is shown. ``{out}`` is its folder for pictures.
    picture : str
        The picture it draws, by name.
    reading : str
        How to read table and picture.
    """

    title: str
    question: str
    commands: tuple[str, ...]
    picture: str
    reading: str


STUDIES = {
    "sensitivity": Documented(
        "What decides Huzhou's peak",
        "Which assumptions, and which level of the carbon price, decide when and how high emissions peak under the "
        "demonstration plan, what it costs and what it asks of the poorest?",
        (
            "pilotcity sensitivity docs/studies/sensitivity.toml --method morris --trajectories 30 "
            "--db results/docs/sensitivity.db --out {out}",
        ),
        "morris",
        "Morris's method walks through the ranges of `sensitivity.toml`, one factor at a time. `mu_star` is the mean size "
        "of the change when a factor crosses its whole range, with a 95 % interval; `mu` keeps the sign; a `sigma` as large "
        "as `mu_star` means that the effect depends on the other factors. Small samples rank factors; they do not measure "
        "them: for a paper, use Sobol indices (`--method sobol`) as in the [tutorial](../tutorials/sensitivity.md). Every "
        "point meets the same luck, so differences between points are the factors'.",
    ),
    "discovery": Documented(
        "Futures in which Huzhou does not peak by 2030",
        "Under which growth, building, technology costs, coal prices and speed of the grid's decline does the demonstration "
        "plan fail to bring the peak by 2030?",
        (
            "pilotcity sweep docs/studies/discovery.toml --db results/docs/discovery.db",
            "pilotcity results results/docs/discovery.db --unpeaked-by 2030 --out {out}",
        ),
        "unpeaked_by_2030",
        "PRIM peels the futures until most runs left in the box fail. *Coverage* is the share of all failures that the box "
        "holds, density the share of failures among its runs; `quasi_p` says how easily chance alone would restrict a "
        "setting as much (read nothing into one above 0.05). A run fails when its peak is later than 2030 or not settled by "
        "the end.",
    ),
    "search": Documented(
        "Plans for Huzhou that nobody beats",
        "How high a carbon price, how large a guarantee and how much support for buyers: which settings of the demonstration "
        "plan are beaten by no other on emissions, public cost and the burden of the poorest?",
        (
            "pilotcity optimise docs/studies/search.toml --population 24 --generations 8 --objective cumulative_co2_mt "
            "--objective public_spending_bn_cny --objective energy_burden_q1 --db results/docs/search.db --out {out}",
        ),
        "front",
        "Every dot is a plan, averaged over the same seeds; a diamond is one that no other beats on all three objectives at "
        "once (differences below a fiftieth of the range count as none). The search (NSGA-II) leaves a choice, not an answer: which of them is best depends on what a tonne is worth. "
        "The command also writes each plan of the front as a plan file that `pilotcity run` takes.",
    ),
    "attribution": Documented(
        "What each lever of the demonstration plan does",
        "How much of the plan's effect on Huzhou's emissions is due to each of its levers?",
        (
            "pilotcity attribute huzhou --plan demonstration --households 1000 --runs 6 --orders 6 "
            "--db results/docs/attribution.db --out {out}",
        ),
        "wedges",
        "Shares are Shapley values: what a lever adds, averaged over the orders in which levers can join the plan, with 95 % "
        "intervals over seeds; they add up to the plan's effect. `alone` is what the lever does without the others: where it "
        "is larger than the share, levers overlap. A wedge above the upper line is a lever that raises emissions in a year. "
        "`#2` is the second lever of a kind in the plan file. The axis does not start at zero.",
    ),
}


def run(study: Documented, folder: Path) -> tuple[str, float]:
    """Run a study's commands and return what the last one printed, and the wall seconds it all took."""
    began, said = time.monotonic(), ""
    for command in study.commands:
        words = shlex.split(command.format(out=folder))
        remark("$ " + " ".join(words))
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-W", "ignore", "-m", "experiments.cli", *words[1:]], cwd=ROOT, stdout=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise InputError("a command of the study failed", where=words[1], given=done.returncode)
        said = done.stdout
    return said, time.monotonic() - began


def page(name: str, study: Documented, said: str) -> str:
    """Return a study as a page of the documentation."""
    typed = "\n".join(one.format(out=f"results/docs/{name}") for one in study.commands)
    said = "\n".join(line.rstrip() for line in said.splitlines()).strip("\n")
    return (
        f"# {study.title}\n\n{study.question}\n\n```\n{typed}\n```\n\n![{study.title}]({name}.svg)\n\n{study.reading}\n\n"
        f"```text\n{said}\n```\n\n"
        f"Written by `python -m experiments.studies {name}` on {time.strftime('%Y-%m-%d')} at commit {code_commit()}. The "
        "sample of agents is small, so that anybody can repeat this in minutes; figures follow the model as it stands.\n"
    )


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(STUDIES)))
def main(names: tuple[str, ...]) -> None:
    """Run studies of the documentation and write their pages; all of them when none is named."""
    (ROOT / STORES).mkdir(parents=True, exist_ok=True)
    for name in names or tuple(STUDIES):
        with tempfile.TemporaryDirectory(prefix="pilotcity-study-") as folder:
            said, seconds = run(STUDIES[name], Path(folder))
            shutil.copyfile(Path(folder) / f"{STUDIES[name].picture}.svg", PAGES / f"{name}.svg")
        click.echo(f"{write_text(PAGES / f'{name}.md', page(name, STUDIES[name], said))} ({seconds:.0f} s)")


if __name__ == "__main__":
    main()
