"""Firms: ten sectors of plants and sampled small firms, each rule in a short file of its own."""
