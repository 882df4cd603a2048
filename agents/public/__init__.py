"""Rules of the government: budget, programme spending by lever, evaluation."""
