"""The agents of a city: households, firms, banks, the power company and the government."""
