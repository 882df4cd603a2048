"""The command line: ``pilotcity COMMAND``.

Exit codes: 0 done; 2 what was given is wrong (one line on standard error); 1 a failure of ours; 130 interrupted, with
what was finished kept. Standard output carries results alone; progress and remarks go to standard error.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from experiments.commands import (
    app,
    attribute,
    check,
    cities,
    compare,
    explain,
    init,
    levers,
    optimise,
    report,
    results,
    rules,
    run,
    schedule,
    sensitivity,
    signals,
    sweep,
)
from sim.core.errors import ClosureError, InputError, nearest_name

DEBUG = "PILOTCITY_DEBUG"
DONE, OURS, YOURS, INTERRUPTED = 0, 1, 2, 130


class Commands(click.Group):
    """The commands in their order of use, each ending in one of four exit codes."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the commands in the order they were added."""
        return list(self.commands)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which was probably meant."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            nearest = nearest_name(args[0], self.commands)
            raise InputError("no such command", given=args[0], allowed=", ".join(self.commands), nearest=nearest)
        return super().resolve_command(context, args)

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> NoReturn:
        """Run a command line (that of this process when none is given) and exit."""
        sys.exit(self._exit_code(list(sys.argv[1:] if args is None else args)))

    def _exit_code(self, arguments: list[str]) -> int:
        try:
            with self.make_context("pilotcity", arguments) as context:
                self.invoke(context)
            sys.stdout.flush()
        except click.exceptions.Exit as leaving:
            return leaving.exit_code
        except (KeyboardInterrupt, click.Abort):
            return _say("interrupted", INTERRUPTED)
        except BrokenPipeError:
            _forget_standard_output()
            return DONE
        except click.ClickException as error:
            return _say(error.format_message(), YOURS)
        except InputError as error:
            return _say(error.line(), YOURS)
        except Exception as error:
            return _own_failure(error)
        return DONE


def _say(message: str, code: int) -> int:
    click.echo("pilotcity: " + " ".join(message.split()), err=True)
    return code


def _own_failure(error: Exception) -> int:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    said = str(error) if isinstance(error, ClosureError) else f"{type(error).__name__}: {error}"
    return _say(f"failed: {said[:300]} (a fault of the program; {DEBUG}=1 shows where)", OURS)


def _forget_standard_output() -> None:
    """Point standard output nowhere: its reader has left, and the interpreter still flushes it at the end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pilotcity", message="%(package)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Ask when a Chinese city's carbon emissions peak, how high, how surely, and what a package of policies changes."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _module in (
    run,
    compare,
    attribute,
    sweep,
    results,
    sensitivity,
    optimise,
    explain,
    cities,
    levers,
    signals,
    schedule,
    rules,
    init,
    check,
    report,
    app,
):
    commands.add_command(_module.command)


def main() -> NoReturn:
    """Run the command line of this process."""
    commands.main()


if __name__ == "__main__":
    main()
