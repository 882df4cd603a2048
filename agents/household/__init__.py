"""Households: what they own, use, buy, know and think; one rule, one short file."""
