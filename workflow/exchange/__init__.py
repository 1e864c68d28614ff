"""Ledgers: what leaves the house as a table."""
