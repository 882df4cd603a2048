"""Who gets a loan: tests of the borrower, then the banks' own limits, in the order of the declared score.

A month's applications are ranked by expected default, then a keyed draw, then id, and accepted at each bank until one
does not fit into what capital allows; a loan that would lift a sector over its limit is refused. A loan is taken
whole or refused. Banks see a small firm's soundness with an error that lasts a year; large borrowers are well known.
A borrower whose debt would exceed what one bank may lend to a single name becomes a customer of all
banks together, each taking its share: the bank sells its old claims to the others at their book value.

Reads: applications, banks' room. Writes: decisions, ``bank`` of syndicated borrowers. Draws: ``bank.rank`` by
applicant and month (turn), by applicant and year (error).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from agents.banking.books import SYNDICATE
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
from sim.core.draws import normal, uniform
from sim.world import names as n

HOUSEHOLD, FIRM, COMPANY = range(3)
N_GREEN = len(n.GREEN_CATEGORIES)
FIELDS = (
    "kind", "applicant", "bank", "sector", "purpose", "amount_cny", "default_probability", "draw", "passed", "rate_pct",
    "granted", "security_cny",
)  # fmt: skip
KIND, APPLICANT, BANK, SECTOR, PURPOSE, AMOUNT, PROBABILITY, DRAW, PASSED, RATE, GRANTED, SECURITY = range(12)
TALLY = ("sought", "refused", "green_granted", "green_rate", "other_granted", "other_rate")
SOUGHT, REFUSED, GREEN_GRANTED, GREEN_RATE, OTHER_GRANTED, OTHER_RATE = range(6)


class HouseholdBorrowers(NamedTuple):
    """Household columns of credit (amounts per real household)."""

    bank: Array
    loan_sought_cny: Array
    loan_purpose: Array
    loan_granted: Array
    loan_rate_offered_pct: Array
    loan_score: Array  # debt service over income


class FirmBorrowers(NamedTuple):
    """Columns of credit of firms and the power company."""

    bank: Array
    sector: Array
    rating: Array  # default probability
    collateral_cny: Array
    debt_cny: Array
    green_debt_cny: Array
    loan_sought_cny: Array
    loan_purpose: Array
    loan_granted: Array
    loan_rate_offered_pct: Array


class Limits(NamedTuple):
    """What banks may lend; arrays over banks."""

    cost_spread_pp: Array
    share: Array  # of a syndicated loan
    capital_cny: Array
    room_cny: Array  # risk-weighted lending left this month: lowered as loans are granted
    sector_loans_cny: Array  # raised as loans are granted
    sector_limit_share: Array
    household_loans_cny: Array
    firm_loans_cny: Array


class Terms(NamedTuple):
    """Rates of the month and green terms."""

    reference_pct: float
    funding_pct: float
    month: int
    weight: float  # real households per household
    green: Array  # discount (pp), guaranteed and refinanced share by green category, then the refinancing rate
    key: Any


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


@rule
def seen_probability(probability: float, error_sd: float, luck: float) -> float:
    """Return a firm's default probability as its bank sees it this year."""
    return probability * math.exp(error_sd * luck)


@rule
def needs_syndicate(debt: float, amount: float, capital: float, limit: float) -> bool:
    """Say whether a borrower's debt with the new loan is more than one bank may lend to a single name."""
    return debt + amount > limit * max(capital, 0.0)


@rule
def comes_before(apps: Array, i: int, j: int) -> bool:
    """Say whether application ``i`` ranks before ``j``: expected default, keyed draw, kind, id."""
    for field in (PROBABILITY, DRAW, KIND, APPLICANT):
        if apps[i, field] != apps[j, field]:
            return bool(apps[i, field] < apps[j, field])
    return False


@rule
def _enter_households(count: int, h: HouseholdBorrowers, weight: float, apps: Array) -> int:
    """Enter households' applications; return how many there are."""
    k = 0
    for i in range(np.uint64(count)):
        if h.loan_sought_cny[i] > 0.0:
            apps[k, KIND], apps[k, APPLICANT], apps[k, BANK] = HOUSEHOLD, i, h.bank[i]
            apps[k, SECTOR], apps[k, PURPOSE] = -1.0, h.loan_purpose[i]
            apps[k, AMOUNT], apps[k, PROBABILITY] = weight * h.loan_sought_cny[i], h.loan_score[i]
            apps[k, SECURITY] = 0.0
            k += 1
    return k


@rule
def _enter_firms(kind: int, count: int, f: FirmBorrowers, k: int, apps: Array, capital: Array, limit: float) -> int:
    """Enter applications of firms after the first ``k``; return how many there are now."""
    for i in range(np.uint64(count)):
        if f.loan_sought_cny[i] > 0.0:
            debt, amount = f.debt_cny[i] + f.green_debt_cny[i], f.loan_sought_cny[i]
            if f.bank[i] != SYNDICATE and needs_syndicate(debt, amount, capital[f.bank[i]], limit):
                f.bank[i] = SYNDICATE
            apps[k, KIND], apps[k, APPLICANT], apps[k, BANK] = kind, i, f.bank[i]
            apps[k, SECTOR], apps[k, PURPOSE] = f.sector[i], f.loan_purpose[i]
            apps[k, AMOUNT], apps[k, PROBABILITY] = amount, f.rating[i]
            apps[k, SECURITY] = f.collateral_cny[i] - debt
            k += 1
    return k


@rule
def assess(count: int, apps: Array, limits: Limits, terms: Terms, own: BankParameters) -> None:
    """Test and price every application."""
    for i in range(np.uint64(count)):
        category, bank, kind = int(apps[i, PURPOSE]), int(apps[i, BANK]), apps[i, KIND]
        discount, guaranteed, refinanced = 0.0, 0.0, 0.0
        if 0 <= category < N_GREEN:
            discount, guaranteed = terms.green[category], terms.green[N_GREEN + category]
            refinanced = terms.green[2 * N_GREEN + category]
        relief = relending_relief_pp(
            refinanced, terms.funding_pct, terms.green[3 * N_GREEN], own.relending_pass_through
        )
        score = apps[i, PROBABILITY]
        if kind == HOUSEHOLD:
            probability, tenor, extra = (
                household_default_probability(score),
                HOUSEHOLD_TENOR_YEARS,
                own.household_spread_pp,
            )
            passed = household_passes(score, own.debt_service_limit, guaranteed, own.guarantee_score_relief)
        else:
            probability, tenor, extra = score, FIRM_TENOR_YEARS, 0.0
            luck = normal(terms.key, int(apps[i, APPLICANT]), terms.month // 12, 1) if bank != SYNDICATE else 0.0
            seen = seen_probability(probability, own.assessment_error_sd, luck)
            passed = firm_passes(
                apps[i, AMOUNT], apps[i, SECURITY], own.own_collateral_share, guaranteed, seen, own.default_limit
            )
        cost = own.base_spread_pp + extra
        if bank != SYNDICATE:
            cost += limits.cost_spread_pp[bank]
        else:
            for b in range(len(limits.share)):
                cost += limits.share[b] * limits.cost_spread_pp[b]
        risk = risk_spread_pp(probability, own.loss_given_default, guaranteed)
        apps[i, RATE] = loan_rate_pct(
            terms.reference_pct, cost, risk, own.tenor_premium_pp_per_year * tenor, discount, relief
        )
        apps[i, PROBABILITY], apps[i, PASSED], apps[i, GRANTED] = probability, 1.0 if passed else 0.0, 0.0
        apps[i, DRAW] = uniform(terms.key, int(apps[i, APPLICANT]) * 4 + int(kind), terms.month, 0)


@rule
def rank(count: int, apps: Array, order: Array) -> None:
    """Sort the applications' positions into ``order`` (Shell sort: the ranking has no ties)."""
    for i in range(count):
        order[i] = i
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, count):
            moving, j = order[i], i
            while j >= gap and comes_before(apps, moving, order[j - gap]):
                order[j] = order[j - gap]
                j -= gap
            order[j] = moving
        gap //= 3


@rule
def _fits(bank: int, weighted: float, opening: Array, room: Array) -> bool:
    """Say whether a loan fits what the lenders' capital allows; one that ends a bank's queue closes it."""
    if bank == SYNDICATE:
        left = 0.0
        for b in range(len(room)):
            left += max(room[b], 0.0)
        return weighted <= left
    if weighted > opening[bank]:
        return False
    if weighted > room[bank]:
        room[bank] = -1.0  # the queue at this bank ends here
        return False
    return True


@rule
def _within_sector(bank: int, sector: int, amount: float, limits: Limits) -> bool:
    """Say whether a loan leaves its sector below the limit of the lender, of all banks together for a syndicate."""
    loans, most = 0.0, 0.0
    for b in range(len(limits.room_cny)):
        if bank in (b, SYNDICATE):
            loans += limits.sector_loans_cny[b, sector]
            book = limits.household_loans_cny[b] + limits.firm_loans_cny[b]
            most += limits.sector_limit_share[b, sector] * book
    return loans + amount <= most


@rule
def grant(count: int, order: Array, apps: Array, limits: Limits, household_weight: float) -> None:
    """Accept applications in order until one does not fit the bank's capital; nobody lifts a sector over its limit.

    An application too large for the whole of a bank's room is refused alone and does not end the queue.
    """
    room = limits.room_cny
    opening = room.copy()
    for position in range(count):
        i = order[position]
        bank, sector, amount = int(apps[i, BANK]), int(apps[i, SECTOR]), apps[i, AMOUNT]
        weighted = amount * (household_weight if apps[i, KIND] == HOUSEHOLD else 1.0)
        if apps[i, PASSED] == 0.0 or not _fits(bank, weighted, opening, room):
            continue
        if sector >= 0 and not _within_sector(bank, sector, amount, limits):
            continue
        for b in range(len(room)):
            share = limits.share[b] if bank == SYNDICATE else (1.0 if b == bank else 0.0)
            room[b] -= share * weighted
            if sector >= 0:
                limits.sector_loans_cny[b, sector] += share * amount
        apps[i, GRANTED] = 1.0


@rule
def _tally(count: int, apps: Array, limits: Limits, green: Array, sums: Array, by_bank: Array) -> None:
    """Sum amounts sought and refused, rates of firms' new loans before discounts, and green support by bank."""
    for i in range(count):
        amount, category, granted = apps[i, AMOUNT], int(apps[i, PURPOSE]), apps[i, GRANTED] == 1.0
        is_green = 0 <= category < N_GREEN
        sums[SOUGHT] += amount
        if not granted:
            sums[REFUSED] += amount
            continue
        if apps[i, KIND] != HOUSEHOLD:
            sums[GREEN_GRANTED if is_green else OTHER_GRANTED] += amount
            before = apps[i, RATE] + (green[category] if is_green else 0.0)
            sums[GREEN_RATE if is_green else OTHER_RATE] += amount * before
        if is_green:
            for b in range(len(limits.share)):
                bank = int(apps[i, BANK])
                share = limits.share[b] if bank == SYNDICATE else (1.0 if b == bank else 0.0)
                by_bank[0, b] += share * amount * green[N_GREEN + category]
                by_bank[1, b] += share * amount * green[2 * N_GREEN + category]


@kernel
def ration_month(
    households: int, h: HouseholdBorrowers, firms: int, f: FirmBorrowers, company: FirmBorrowers, apps: Array,
    order: Array, limits: Limits, terms: Terms, own: BankParameters, sums: Array, by_bank: Array,
) -> int:  # fmt: skip
    """Decide on all applications of the month, answer in the applicants' columns, and return how many there were.

    ``sums`` takes the ``TALLY``; ``by_bank`` what the public guarantees and what refinancing could be drawn.
    """
    sums[:] = 0.0
    by_bank[:] = 0.0
    count = _enter_households(households, h, terms.weight, apps)
    count = _enter_firms(FIRM, firms, f, count, apps, limits.capital_cny, own.single_borrower_limit)
    count = _enter_firms(COMPANY, 1, company, count, apps, limits.capital_cny, own.single_borrower_limit)
    assess(count, apps, limits, terms, own)
    rank(count, apps, order)
    grant(count, order, apps, limits, own.household_risk_weight)
    for k in range(count):
        i, granted, rate = int(apps[k, APPLICANT]), int(apps[k, GRANTED]), apps[k, RATE]
        if apps[k, KIND] == HOUSEHOLD:
            h.loan_granted[i], h.loan_rate_offered_pct[i] = granted, rate
        elif apps[k, KIND] == FIRM:
            f.loan_granted[i], f.loan_rate_offered_pct[i] = granted, rate
        else:
            company.loan_granted[i], company.loan_rate_offered_pct[i] = granted, rate
    _tally(count, apps, limits, terms.green, sums, by_bank)
    return count
