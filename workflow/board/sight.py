"""Who may see a posting in office: whoever sees its matter. What everybody reads is asked for in `queries`."""

from __future__ import annotations

from workflow.issues.sight import through_issue
from workflow.kernel.subject import Seen

POSTING: dict[str, Seen] = through_issue("postings")
