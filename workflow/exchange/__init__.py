"""What leaves the house as a file: ledgers as tables, and the proof pack of one matter with the tool that checks it.

And what old tables bring into it.
"""

from workflow.exchange import imports, making
from workflow.exchange.model import Export, Import, ImportLine

__all__ = ["Export", "Import", "ImportLine", "imports", "making"]
