"""`python -m workflow.migrations 0003 "Issues can be urgent"` drafts a revision from what the models say."""

from __future__ import annotations

import sys
import tempfile

from workflow.migrations import draft, upgrade

with tempfile.TemporaryDirectory() as folder:
    url = f"sqlite:///{folder}/draft.db"
    upgrade(url)
    draft(url, sys.argv[2], sys.argv[1])
