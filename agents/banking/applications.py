"""The month's credit decisions: terms and limits into the kernel, its sums into what is published.

Reads: loan applications of households, firms and the power company, green signals. Writes: ``loan_granted``,
``loan_rate_offered_pct``, published rates and refusals, refinancing drawn. Draws: ``bank.rank``.
"""

from __future__ import annotations

from agents.banking import rationing as r
from agents.banking.room import BankRoom
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_RATE_MEMORY = 0.25  # weight of this month's new loans in the published mean rate
_TERMS = (
    slice(s.GREEN_LOAN_DISCOUNT_PP, s.GREEN_LOAN_DISCOUNT_PP + r.N_GREEN),
    slice(s.GREEN_GUARANTEE_SHARE, s.GREEN_GUARANTEE_SHARE + r.N_GREEN),
    slice(s.GREEN_REFINANCED_SHARE, s.GREEN_REFINANCED_SHARE + r.N_GREEN),
)


def read_green_terms(state: WorldState, own: BankRoom) -> None:
    """Read discount, guarantee, refinanced share and rate; a used-up quota closes the window."""
    signals, terms, size = state.signals, own.green_terms, r.N_GREEN
    for i, place in enumerate(_TERMS):
        terms[i * size : (i + 1) * size] = signals[place]
    terms[3 * size] = signals[s.GREEN_RELENDING_RATE_PCT]
    if state.clock.now.month == 1:
        own.relending_drawn_this_year_cny = 0.0
    if own.relending_drawn_this_year_cny >= signals[s.GREEN_LOAN_QUOTA]:
        terms[2 * size : 3 * size] = 0.0


def decide(state: WorldState, own: BankRoom) -> None:
    """Assess, rank and grant this month's applications."""
    read_green_terms(state, own)
    now, limits = state.published, own.limits
    limits.room_cny[:] = state.banks["lending_room_cny"]
    limits.sector_loans_cny[:] = state.banks["sector_loans_cny"]
    funding = now.deposit_rate_pct + own.own.funding_spread_pp
    terms = r.Terms(
        now.lending_reference_pct, funding, state.clock.now.index, state.weight, own.green_terms, own.key
    )  # fmt: skip
    r.ration_month(
        state.households.count, own.household_borrowers, state.firms.count, own.firm_borrowers, own.company_borrower,
        own.applications, own.order, limits, terms, own.own, own.tally, own.green_support,
    )  # fmt: skip
    own.guaranteed_new_cny[:] = own.green_support[0]
    _refinance(state, own, funding)
    publish(state, own)


def _refinance(state: WorldState, own: BankRoom, funding_pct: float) -> None:
    """Draw refinancing for granted eligible loans within the year's quota."""
    own.drawn_cny[:] = 0.0
    if own.green_terms[3 * r.N_GREEN] >= funding_pct:
        return
    total = float(own.green_support[1].sum())
    if total <= 0.0:
        return
    left = max(float(state.signals[s.GREEN_LOAN_QUOTA]) - own.relending_drawn_this_year_cny, 0.0)
    own.drawn_cny[:] = own.green_support[1] * min(1.0, left / total)
    own.relending_drawn_this_year_cny += float(own.drawn_cny.sum())


def publish(state: WorldState, own: BankRoom) -> None:
    """Publish mean rates of new green and other loans of firms, and the share of all credit refused."""
    sums = own.tally.tolist()
    for place, (granted, rate) in enumerate(((r.GREEN_GRANTED, r.GREEN_RATE), (r.OTHER_GRANTED, r.OTHER_RATE))):
        if sums[granted] > 0.0:
            before = own.offered_before_discount_pct[place]
            own.offered_before_discount_pct[place] += _RATE_MEMORY * (sums[rate] / sums[granted] - before)
    now, discount = state.published, max(own.green_terms[: r.N_GREEN].tolist())
    now.loan_rate_pct[0] = max(own.offered_before_discount_pct[0] - discount, 0.0)
    now.loan_rate_pct[1] = own.offered_before_discount_pct[1]
    own.sought_year_cny += sums[r.SOUGHT]
    own.refused_year_cny += sums[r.REFUSED]
    if sums[r.SOUGHT] > 0.0:
        now.credit_refusal_share += (sums[r.REFUSED] / sums[r.SOUGHT] - now.credit_refusal_share) / 12.0
