"""Experiments with the city: scenarios, runs, ensembles, measures, pictures and the command line."""
