"""Every ledger there is, by its name: whatever a file of lists/ declares. A new one is named nowhere else."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from workflow.exchange import lists
from workflow.exchange.tables import Ledger
from workflow.issues.reads import EXPORTED

FILES = [import_module(f"{lists.__name__}.{file.name}") for file in iter_modules(lists.__path__)]
ALL: tuple[Ledger, ...] = tuple(one for file in FILES for one in vars(file).values() if isinstance(one, Ledger))
LEDGERS = {ledger.name: ledger for ledger in ALL}
EXPORTED.update({ledger.name: ledger.label for ledger in ALL})
