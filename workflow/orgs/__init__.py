"""Organisations, grids, people, and in what capacity a person may act today."""
