"""The city without minds: carriers, prices, markets, physics, and the state where agents meet."""
