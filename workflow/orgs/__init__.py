"""Organisations, grids, people, their posts, papers and accounts, and in what capacity a person may act today."""

from workflow.orgs import enrolling, granting, lending, noting, reaching

__all__ = ["enrolling", "granting", "lending", "noting", "reaching"]
