"""The ground floor, which knows no city: parameters, months, draws, columns, signals, ledger, schedule, results."""
