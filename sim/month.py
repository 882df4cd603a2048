"""The month at one glance: every phase in its order, and what each calls.

``pilotcity schedule`` prints this list with the time each phase took; the documentation's schedule is
generated from it. Quantities are planned on last month's published prices; cleared prices are published for
next month.
"""

from __future__ import annotations

from agents import bank, government, power_company
from agents.firm import month as firms
from agents.household import month as households
from policies import package
from sim.core.schedule import Phase, Schedule
from sim.world import bookkeeping, boundary, technology


def build_schedule() -> Schedule:
    """Return a fresh schedule (its timings start at zero)."""
    return Schedule(
        [
            Phase("books are opened", (bookkeeping.open_month,), "flows are set to zero, balances are noted"),
            Phase("levers post signals", (package.post,), "each lever says what it says this month"),
            Phase("the outside world moves", (boundary.update,), "prices, rates, weather and technology prices"),
            Phase("the power company publishes prices", (power_company.publish_prices,), "tariffs by class and block"),
            Phase("the government plans its budget", (government.plan,), "transfers, purchases, programmes"),
            Phase("firms plan", (firms.plan,), "expectations, inputs, investments sought"),
            Phase("households plan", (households.plan,), "use, durables sought, consumption"),
            Phase("banks ration credit", (bank.ration,), "every application is accepted or refused"),
            Phase("goods markets clear", (firms.produce,), "local firms and the outside world share demand"),
            Phase("energy markets clear", (power_company.dispatch,), "merit order, heat, trade with the province"),
            Phase("investments happen", (firms.invest, households.buy, power_company.invest), "accepted plans are built"),
            Phase("everybody pays", (
                firms.book_payments, power_company.book_payments, households.book_payments, government.book_payments,
                bank.book_payments,
            ), "wages, bills, taxes, interest: every payment is booked once by its payer"),
            Phase("everybody is paid", (
                firms.collect, power_company.collect, households.collect, government.collect, bank.collect,
            ), "payees read the ledger and raise their own balances"),
            Phase("emissions are counted", (bookkeeping.count_emissions,), "activity times emission factor"),
            Phase("norms, knowledge and technology costs learn", (
                households.learn, firms.learn, technology.learn,
            ), "peers, campaigns, audits, experience"),
            Phase("entry, exit and ageing", (households.age, firms.age), "people come and go, plants age and close"),
            Phase("closures are checked", (bookkeeping.check_closures,), "energy and carbon, money, people and plant"),
        ]
    )  # fmt: skip
