"""Rules of the power company: fleet, calibration, tariffs, investment, accounts, statistics."""
