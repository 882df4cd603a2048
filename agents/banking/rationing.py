"""Who gets a loan: tests of the borrower, then the bank's own limits, in the order of the declared score.

A month's applications at a bank are ranked by expected default, then a keyed draw, then id, and accepted until one
does not fit into what capital allows; a loan that would lift a sector over its limit is refused. A loan is taken
whole or refused.

Reads: applications, banks' room. Writes: decisions. Draws: ``bank.rank`` by applicant and month.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from agents.banking.columns import BankParameters
from agents.banking.pricing import (
    FIRM_TENOR_YEARS,
    HOUSEHOLD_TENOR_YEARS,
    household_default_probability,
    loan_rate_pct,
    relending_relief_pp,
    risk_spread_pp,
)
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import uniform
from sim.world import names as n

HOUSEHOLD, FIRM, COMPANY = range(3)
N_GREEN = len(n.GREEN_CATEGORIES)
HOUSEHOLD_SECTOR = -1


class Applications(NamedTuple):
    """A month's applications; arrays over applications, in the order of applicants' ids."""

    kind: Array
    applicant: Array
    bank: Array
    sector: Array  # firm sector, power, or -1 for households
    purpose: Array
    amount_cny: Array
    score: Array  # debt service over income, or default probability
    secured_cny: Array  # collateral less debt (firms)
    default_probability: Array
    draw: Array
    passed: Array
    rate_pct: Array
    granted: Array


@rule
def household_passes(score: float, limit: float, guaranteed_share: float, relief: float) -> bool:
    """Say whether a household's debt service stays below the limit (a guarantee relaxes it)."""
    return score <= limit + relief * guaranteed_share


@rule
def firm_passes(
    amount: float, secured: float, own_share: float, guaranteed_share: float, probability: float, limit: float
) -> bool:
    """Say whether a firm is sound enough and the loan secured: free collateral, what it buys, or a guarantee."""
    return probability <= limit and amount * (1.0 - own_share) * (1.0 - guaranteed_share) <= max(secured, 0.0)


@kernel
def assess(
    lo: int, hi: int, a: Applications, cost_pp: Array, green: Array, key: Any, month: int, reference_pct: float,
    funding_pct: float, own: BankParameters,
) -> None:  # fmt: skip
    """Test and price every application.

    ``green`` holds discount (pp), guaranteed share and refinanced share by green category, then the refinancing rate.
    """
    for i in range(lo, hi):
        category = a.purpose[i]
        discount, guaranteed, refinanced = 0.0, 0.0, 0.0
        if 0 <= category < N_GREEN:
            discount, guaranteed = green[category], green[N_GREEN + category]
            refinanced = green[2 * N_GREEN + category]
        relief = relending_relief_pp(refinanced, funding_pct, green[3 * N_GREEN], own.relending_pass_through)
        if a.kind[i] == HOUSEHOLD:
            probability = household_default_probability(a.score[i])
            tenor, extra = HOUSEHOLD_TENOR_YEARS, own.household_spread_pp
            passed = household_passes(a.score[i], own.debt_service_limit, guaranteed, own.guarantee_score_relief)
        else:
            probability, tenor, extra = a.score[i], FIRM_TENOR_YEARS, 0.0
            passed = firm_passes(
                a.amount_cny[i], a.secured_cny[i], own.own_collateral_share, guaranteed, probability, own.default_limit
            )
        risk = risk_spread_pp(probability, own.loss_given_default, guaranteed)
        cost = own.base_spread_pp + cost_pp[a.bank[i]] + extra
        a.rate_pct[i] = loan_rate_pct(
            reference_pct, cost, risk, own.tenor_premium_pp_per_year * tenor, discount, relief
        )
        a.default_probability[i], a.passed[i] = probability, passed
        a.draw[i] = uniform(key, a.applicant[i] * 4 + a.kind[i], month, 0)


@kernel
def grant(
    order: Array, a: Applications, room_cny: Array, sector_loans: Array, sector_most: Array, household_weight: float
) -> None:
    """Accept applications in order until one does not fit the bank's capital; nobody lifts a sector over its limit.

    An application too large for the whole of a bank's room is refused alone and does not end the queue.
    """
    opening = room_cny.copy()
    for i in order:
        a.granted[i] = 0
        bank, sector = a.bank[i], a.sector[i]
        if not a.passed[i]:
            continue
        weighted = a.amount_cny[i] * (household_weight if a.kind[i] == HOUSEHOLD else 1.0)
        if weighted > opening[bank]:
            continue
        if weighted > room_cny[bank]:
            room_cny[bank] = -1.0  # the queue at this bank ends here
            continue
        if sector != HOUSEHOLD_SECTOR:
            if sector_loans[bank, sector] + a.amount_cny[i] > sector_most[bank, sector]:
                continue
            sector_loans[bank, sector] += a.amount_cny[i]
        room_cny[bank] -= weighted
        a.granted[i] = 1
