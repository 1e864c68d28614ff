"""`python -m bench`: measure, and say which goals of DESIGN.md section 8 are reached on this machine."""

from __future__ import annotations

import argparse
import sys

from bench import chain, clocks, codes, growth, ledgers, naive, pages, places, sealing, search, step, writers
from bench.demo import Seed
from bench.places import Fresh
from bench.report import Figure, as_json, markdown, table

WAYS = {"chain", "clocks", "codes", "growth", "ledgers", "machine", "pages", "sealing", "search", "step", "writers"}
CROWDED = {"growth", "search"}
"""What is measured on one large street, which is built once for each database."""


def measure(chosen: set[str], rounds: int, size: int, issues: int) -> list[Figure]:
    """Everything that was asked for; large streets take the longest (`SIZE` in the Makefile says what)."""
    figures: list[Figure] = []
    if "machine" in chosen:
        figures += naive.compare(rounds=rounds, size=size)
    with places.sqlite() as fresh, places.postgresql() as fresh_on_server:
        for kind, database in (("sqlite", fresh), ("postgresql", fresh_on_server)):
            for name, room in (("step", step), ("pages", pages), ("codes", codes)):
                if database and name in chosen:
                    figures += room.compare(database(), kind, rounds=rounds, size=size)
            if database and "clocks" in chosen:
                figures += clocks.compare(database(), database(), kind, rounds=rounds, size=size)
        figures += alone(chosen, fresh, rounds, size, issues)
        if chosen & CROWDED:
            seed = Seed(fresh())
            figures += crowded(chosen, seed, fresh, "sqlite", rounds, issues)
            if fresh_on_server:
                figures += crowded(chosen, seed, fresh_on_server, "postgresql", rounds, issues)
    return figures


def alone(chosen: set[str], fresh: Fresh, rounds: int, size: int, issues: int) -> list[Figure]:
    """What is measured on SQLite only."""
    figures: list[Figure] = []
    if "writers" in chosen:
        figures += writers.compare(fresh(), steps=rounds * size // 3)
    if "sealing" in chosen:
        figures += sealing.compare(fresh(), many=4000 * size)
        figures += sealing.unaided(fresh(), many=4000 * size)
    if "ledgers" in chosen:
        figures += ledgers.compare(fresh, lines=min(issues, ledgers.LONG))
    if "chain" in chosen:
        figures += chain.compare(fresh(), rounds=rounds, steps=size // 2)
    return figures


def crowded(chosen: set[str], seed: Seed, fresh: Fresh, kind: str, rounds: int, issues: int) -> list[Figure]:
    """What a street with very many matters costs, as against a small one."""
    many, figures = seed.grown(fresh(), issues), list[Figure]()
    if "growth" in chosen:
        few = seed.grown(fresh(), growth.FEW)
        figures += growth.compare(few, many, kind, size=issues, rounds=rounds)
    if "search" in chosen:
        figures += search.compare(many, kind, size=issues)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(WAYS), help="leave the rest out; may be repeated")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--markdown", action="store_true", help="as the README keeps it")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--size", type=int, default=25, help="calls in each round")
    parser.add_argument("--issues", type=int, default=100_000, help="matters on the large street")
    asked = parser.parse_args()
    figures = measure(set(asked.only or WAYS), asked.rounds, asked.size, asked.issues)
    told = as_json if asked.json else markdown if asked.markdown else table
    sys.stdout.write(told(figures) + "\n")


if __name__ == "__main__":
    main()
