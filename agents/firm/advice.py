"""Advice the public purse pays for: trained energy managers, audits, visits of the extension service.

Who is trained and who is audited is drawn by firm, so a trained firm stays trained while the programme lasts, and an
audited firm learns of everything at once. The purse pays for what was done: by real firm, and never more than a small
share of a firm's energy bill, because a small firm's course or audit is a short one.

Reads: signals on training, audits and extension, last month's energy bills. Writes: ``market.firm_advice_cny``.
Draws: ``firm.training`` per firm for life, ``firm.audit`` per firm and month.
"""

from __future__ import annotations

import numpy as np

from agents.firm.columns import AdviceColumns
from agents.firm.room import Advice, FirmRoom, Options
from sim.core.columns import Array
from sim.core.compiled import kernel, rule
from sim.core.draws import uniform
from sim.world import names as n
from sim.world import signal_catalogue as s
from sim.world.state import WorldState

_S, _G = n.N_FIRM_SECTORS, len(n.GREEN_CATEGORIES)


@rule
def is_trained(key: np.uint64, luck: int, share: float) -> bool:
    """Say whether a firm has a trained energy manager when a share of firms has: the same ones while it lasts."""
    return uniform(key, luck, 0, 0) < share


@rule
def is_audited(key: np.uint64, luck: int, step: int, share: float) -> bool:
    """Say whether a firm is audited in its month of the year."""
    return uniform(key, luck, step, 0) < share


@rule
def advice_price(full_cny: float, bill_cny_per_month: float, firms: float, largest_share: float) -> float:
    """Return what advice costs in the real firms a row stands for, with their energy bill of last month."""
    return min(full_cny * firms, largest_share * 12.0 * bill_cny_per_month)


@kernel
def price_advice(
    count: int, visited: Array, step: int, firm: AdviceColumns, advice: Advice, options: Options, largest_share: float,
    training_key: np.uint64, audit_key: np.uint64, paid: Array,
) -> None:  # fmt: skip
    """Add up in ``paid`` a month of training, and the audits and visits of the ``visited`` rows."""
    for i in range(np.uint64(count)):
        if firm.alive[i] and is_trained(training_key, firm.luck[i], advice.training_share[firm.sector[i]]):
            full = advice_price(
                advice.training_cost[0], firm.energy_bill_cny[i], firm.represents[i], largest_share
            )  # fmt: skip
            paid[0] += advice.training_depth[0] * full / 12.0
    offered = np.zeros(advice.extension.size, dtype=np.int64)
    for i in visited:
        if firm.alive[i] == 0:
            continue
        sector, bill, firms = firm.sector[i], firm.energy_bill_cny[i], firm.represents[i]
        if is_audited(audit_key, firm.luck[i], step, advice.audit_share[sector]):
            paid[1] += advice_price(advice.audit_cost[0], bill, firms, largest_share)
        visit = advice_price(advice.extension_cost[0], bill, firms, largest_share)
        offered[:] = 0
        for place in range(options.first[sector], options.first[sector + 1]):
            if options.green[options.option[place]] >= 0:
                offered[options.green[options.option[place]]] = 1
        for green in range(offered.size):
            paid[3 + green] += offered[green] * min(advice.extension[green], 1.0) * visit


def read_advice(signals: Array) -> Advice:
    """Return the programmes of advice, as views of the signals: read once, they change with them."""
    return Advice(
        training_share=signals[s.FIRM_TRAINING_SHARE : s.FIRM_TRAINING_SHARE + _S],
        training_depth=signals[s.FIRM_TRAINING_DEPTH : s.FIRM_TRAINING_DEPTH + 1],
        training_cost=signals[s.FIRM_TRAINING_COST : s.FIRM_TRAINING_COST + 1],
        audit_share=signals[s.FIRM_AUDIT_SHARE : s.FIRM_AUDIT_SHARE + _S],
        audit_cost=signals[s.FIRM_AUDIT_COST : s.FIRM_AUDIT_COST + 1],
        extension=signals[s.TECHNOLOGY_EXTENSION : s.TECHNOLOGY_EXTENSION + _G],
        extension_cost=signals[s.TECHNOLOGY_EXTENSION_COST : s.TECHNOLOGY_EXTENSION_COST + 1],
    )


def note_costs(state: WorldState, own: FirmRoom, visited: Array) -> None:
    """Enter in the market what this month's advice costs the public purse."""
    signals, paid, advice = state.signals, state.market.firm_advice_cny, own.advice
    if own.advice_seen != state.board.version:
        own.advice_seen = state.board.version
        own.advice_given = bool(advice.training_share.any() or advice.audit_share.any() or advice.extension.any())
    # In the first month in any case, so that the kernel is compiled with all others before the first run.
    if own.advice_given or not state.clock.step:
        price_advice(
            state.firms.count, visited, state.clock.step, own.advised, advice, own.options,
            own.own.advice_share_of_bill, own.keys["firm.training"], own.keys["firm.audit"], paid,
        )  # fmt: skip
    more = max(float(signals[s.SKILLED_STAFF_FACTOR]) - 1.0, 0.0)
    if more:
        staff = own.own.staff_per_thousand_jobs * own.jobs_thousand
        paid[n.ADVICE_STAFF] = more * staff * float(signals[s.SKILLED_STAFF_COST]) / 12.0
