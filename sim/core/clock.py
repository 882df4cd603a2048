"""Calendar months: the model's only clock."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.core.errors import InputError

MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Month:
    """A calendar month, counted so that differences are plain integers."""

    index: int
    year: int = field(init=False, repr=False, compare=False)  # calendar year
    month: int = field(init=False, repr=False, compare=False)  # of the year, 1 to 12

    def __post_init__(self) -> None:
        """Work out the date once: every rule of the month asks for it."""
        object.__setattr__(self, "year", self.index // MONTHS_PER_YEAR)
        object.__setattr__(self, "month", self.index % MONTHS_PER_YEAR + 1)

    @classmethod
    def of(cls, year: int, month: int = 1) -> Month:
        """Return the month ``month`` (1 to 12) of ``year``."""
        return cls(year * MONTHS_PER_YEAR + month - 1)

    @classmethod
    def parse(cls, text: str, where: str = "month") -> Month:
        """Read ``2031-04`` (or ``2031``) or raise ``InputError``."""
        year, _, month = str(text).strip().partition("-")
        if year.isdigit() and len(year) == 4 and (not month or (month.isdigit() and 1 <= int(month) <= 12)):
            return cls.of(int(year), int(month or 1))
        raise InputError("not a month", where=where, given=text, allowed="YYYY-MM, for example 2024-01")

    def __str__(self) -> str:
        """Write the month as ``2031-04``."""
        return f"{self.year:04d}-{self.month:02d}"


class Clock:
    """The month being simulated, between a first and a last year (both simulated in full).

    Attributes
    ----------
    first, last, now : Month
        The months.
    step : int
        Months since the start; 0 in the first month.
    """

    def __init__(self, start_year: int, end_year: int) -> None:
        self.first = Month.of(start_year)
        self.last = Month.of(end_year, MONTHS_PER_YEAR)
        self.go_to(self.first)

    @property
    def total(self) -> int:
        """Number of months to simulate."""
        return self.last.index - self.first.index + 1

    def tick(self) -> None:
        """Go to the next month."""
        self.go_to(Month(self.now.index + 1))

    def go_to(self, month: Month) -> None:
        """Make a month the one that is simulated."""
        self.now, self.step = month, month.index - self.first.index
