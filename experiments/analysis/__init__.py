"""What many runs say together: sensitivity, shares of a plan, conditions of failure, how many runs are enough."""
