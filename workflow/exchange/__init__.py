"""What leaves the house as a file: ledgers as tables, and the proof pack of one matter with the tool that checks it.

And what old tables bring into it.
"""

from workflow.exchange import imports
from workflow.exchange.model import Import, ImportLine

__all__ = ["Import", "ImportLine", "imports"]
