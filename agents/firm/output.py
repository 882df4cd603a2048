"""How a sector's orders are shared among its firms, and how market shares move.

Every firm is offered its market share; what exceeds a firm's capacity goes to those with room. Shares move toward
cheaper producers (replicator dynamics, Silverberg, Dosi and Orsenigo 1988).
"""

from __future__ import annotations

from sim.core.compiled import rule


@rule
def allotted_units(offered: float, capacity: float, filled_share: float, overtime_share: float) -> float:
    """Return a firm's output.

    Parameters
    ----------
    offered : float
        Its market share of the sector's sales.
    capacity : float
        Most it can make.
    filled_share : float
        Share of spare room filled with the orders others could not serve.
    overtime_share : float
        Share of orders beyond capacity worked overtime, when nobody has room.
    """
    if offered <= capacity:
        return offered + filled_share * (capacity - offered)
    return capacity + overtime_share * (offered - capacity)


@rule
def next_share(share: float, unit_cost: float, mean_cost: float, speed: float, demand_pull: float) -> float:
    """Return the market share after a month of buyers preferring cheaper producers (not yet normalised)."""
    lead = (mean_cost - unit_cost) / mean_cost
    return share * max(1.0 + speed * lead + demand_pull, 0.0)
