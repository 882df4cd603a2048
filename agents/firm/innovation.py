"""A firm's own search: it finds an option it did not know, or comes closer to the best machines of its day."""

from __future__ import annotations

from sim.core.compiled import rule

IMITATION = 0.1  # share of the gap to the frontier a success closes (assumption: a tenth)


@rule
def improved_vintage(factor: float, frontier: float) -> float:
    """Return the energy need after a success: a tenth of the way to the best machines."""
    return factor + IMITATION * (min(frontier, factor) - factor)
