"""The banks' workspace: views of their customers, sums, and what they remember.

Reads, writes and draws nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agents.banking.books import BLOCK_ROWS, SUMS, FirmAccounts, HouseholdAccounts
from agents.banking.rationing import FIELDS, N_GREEN, TALLY, FirmBorrowers, HouseholdBorrowers, Limits
from agents.banking.sheets import Sheets
from sim.core.columns import Array
from sim.world.names import N_FIRM_SECTORS
from sim.world.state import WorldState


@dataclass
class BankRoom:
    """Memory of the banks; arrays over banks unless said otherwise."""

    own: Any  # BankParameters
    households: HouseholdAccounts
    firms: FirmAccounts
    company: FirmAccounts
    household_borrowers: HouseholdBorrowers
    firm_borrowers: FirmBorrowers
    company_borrower: FirmBorrowers
    sheets: Sheets
    limits: Limits
    customers: int  # rows of all tables
    key: np.uint64
    sums: Array = field(init=False)  # (banks, SUMS), at the last count
    by_sector: Array = field(init=False)
    blocks: range = field(init=False)  # of household rows, summed apart
    block_sums: Array = field(init=False)  # (blocks, banks, SUMS)
    block_deposits_cny: Array = field(init=False)  # (blocks,)
    drawn_cny: Array = field(init=False)  # refinancing drawn this month
    guaranteed_new_cny: Array = field(init=False)
    green_support: Array = field(init=False)  # (2, banks): guaranteed and refinancing of this month's green loans
    applications: Array = field(init=False)  # (customers, FIELDS)
    order: Array = field(init=False)
    tally: Array = field(default_factory=lambda: np.zeros(len(TALLY)))
    deposits_cny: Array = field(default_factory=lambda: np.zeros(3))  # of households, firms, the power company
    flows: Array = field(default_factory=lambda: np.zeros(12))  # sums over banks of one step
    green_terms: Array = field(default_factory=lambda: np.zeros(3 * N_GREEN + 1))
    relending_drawn_this_year_cny: float = 0.0
    offered_before_discount_pct: Array = field(default_factory=lambda: np.zeros(2))  # green, other: remembered
    sought_year_cny: float = 0.0
    refused_year_cny: float = 0.0
    rescued_year: int = 0
    largest_break: float = 0.0

    def __post_init__(self) -> None:
        """Make the arrays over banks and customers."""
        banks = len(self.limits.share)
        self.sums = np.zeros((banks, len(SUMS)))
        self.by_sector = np.zeros((banks, N_FIRM_SECTORS + 1))
        self.blocks = range(-(-len(self.households.alive) // BLOCK_ROWS))
        self.block_sums = np.zeros((len(self.blocks), banks, len(SUMS)))
        self.block_deposits_cny = np.zeros(len(self.blocks))
        self.drawn_cny, self.guaranteed_new_cny = np.zeros(banks), np.zeros(banks)
        self.green_support = np.zeros((2, banks))
        self.applications = np.zeros((self.customers, len(FIELDS)))
        self.order = np.zeros(self.customers, dtype=np.int64)


def room(state: WorldState) -> BankRoom:
    """Return the banks' workspace."""
    found = state.rooms["bank"]
    assert isinstance(found, BankRoom)
    return found
