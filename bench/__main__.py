"""`python -m bench`: measure, and say which goals of DESIGN.md section 8 are reached on this machine."""

from __future__ import annotations

import argparse
import sys

from bench import chain, clocks, codes, naive, pages, places, sealing, search, step, writers
from bench.report import Figure, as_json, table

WAYS = {"chain", "clocks", "codes", "machine", "pages", "sealing", "search", "step", "writers"}


def measure(chosen: set[str], rounds: int, size: int, issues: int) -> list[Figure]:
    """Everything that was asked for, in under two minutes."""
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
            if database and "search" in chosen:
                figures += search.compare(database(), kind, size=issues)
        if "writers" in chosen:
            figures += writers.compare(fresh(), steps=rounds * size // 3)
        if "sealing" in chosen:
            figures += sealing.compare(fresh(), many=4000 * size)
        if "chain" in chosen:
            figures += chain.compare(fresh(), rounds=rounds, steps=size // 2)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(WAYS), help="leave the rest out; may be repeated")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--size", type=int, default=25, help="calls in each round")
    parser.add_argument("--issues", type=int, default=20_000, help="matters that are searched")
    asked = parser.parse_args()
    figures = measure(set(asked.only or WAYS), asked.rounds, asked.size, asked.issues)
    sys.stdout.write((as_json if asked.json else table)(figures) + "\n")


if __name__ == "__main__":
    main()
