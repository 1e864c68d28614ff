"""Who may open which route: one row for each, stated by hand from WORKFLOWS.md section 6.

A route that is added anywhere in web/ needs its row here, or the build fails. The kinds of rows are in `asking`:
`Anybody` (public), `Officers` (logged in), `Only(roles=…)`, `Begins` (a birth), `Shows` (one subject) and `Takes` (its
steps); the first number is the status that those who may are told, where it is not 200.
A new kind of subject also needs its examples in `world` and its steps in `flows`.
"""

from __future__ import annotations

from tests.matrix.asking import Anybody, Begins, Decides, Officers, Only, Photo, Row, Shows, Takes, WithCode

V1 = "/api/v1"

ROWS: dict[str, Row] = {
    # -- open to all
    "GET /static/<path:filename>": Anybody(values=(("filename", "icons.svg"),)),
    "GET /healthz": Anybody(),
    "GET /readyz": Anybody(),
    "GET /lang/<code>": Anybody(303, values=(("code", "en"),)),
    "POST /text": Anybody(303),
    "GET /login": Anybody(officers=303),
    "POST /login": Anybody(403),
    "POST /logout": Officers(303),
    "GET /": Anybody(officers=303),
    "GET /track": Anybody(),
    "GET /track/<number>": Anybody(values=(("number", "A1-26-0001"),)),
    "POST /track": Anybody(404),
    "POST /follow/leave": Anybody(303),
    f"GET {V1}/openapi.json": Anybody(),
    f"GET {V1}/docs": Anybody(),
    f"POST {V1}/track": Anybody(422),
    f"POST {V1}/track/steps/<name>": Anybody(422, values=(("name", "supplement"),)),
    # -- with a code
    "GET /follow": Anybody(303, reporter=200),
    "GET /follow/act/<step>": WithCode(),
    "POST /follow/act/<step>": WithCode(),
    # -- lists and homes of those logged in
    "GET /today": Officers(),
    "GET /issues": Officers(),
    "GET /assignments": Officers(),
    "GET /receptions": Officers(),
    "GET /meetings": Officers(),
    "GET /meetings/year": Officers(),
    "GET /audit": Only(roles=("auditor",)),
    f"GET {V1}/issues": Officers(),
    f"GET {V1}/receptions": Officers(),
    f"GET {V1}/meetings": Officers(),
    f"GET {V1}/items": Officers(),
    f"GET {V1}/orgs": Officers(),
    # -- births
    "GET /issues/new": Begins(noun="issue"),
    "POST /issues/new": Begins(noun="issue"),
    f"POST {V1}/issues": Begins(noun="issue"),
    "GET /receptions/new": Begins(noun="reception"),
    "POST /receptions/new": Begins(noun="reception"),
    "GET /meetings/new": Begins(noun="meeting"),
    "POST /meetings/new": Begins(noun="meeting"),
    "POST /meetings/year": Begins(noun="meeting"),
    f"POST {V1}/receptions": Begins(noun="reception"),
    f"POST {V1}/meetings": Begins(noun="meeting"),
    f"POST {V1}/items": Officers(404),
    # -- one subject
    "GET /issues/<int:id>": Shows(noun="issue"),
    "GET /issues/<int:id>/history": Shows(noun="issue"),
    "GET /issues/<int:id>/photos/<photo>": Photo(noun="issue"),
    "GET /audit/issues/<int:id>": Shows(noun="issue", role="auditor"),
    "GET /assignments/<int:id>": Shows(noun="assignment"),
    "GET /assignments/<int:id>/history": Shows(noun="assignment"),
    "GET /receptions/<int:id>": Shows(noun="reception"),
    "GET /meetings/<int:id>": Shows(noun="meeting"),
    "GET /meetings/<int:id>/paper": Shows(noun="meeting"),
    f"GET {V1}/issues/<int:id>": Shows(noun="issue"),
    f"GET {V1}/issues/<int:id>/history": Shows(noun="issue"),
    f"GET {V1}/issues/<int:id>/assignments": Shows(noun="issue"),
    f"GET {V1}/assignments/<int:id>": Shows(noun="assignment"),
    f"GET {V1}/assignments/<int:id>/history": Shows(noun="assignment"),
    f"GET {V1}/receptions/<int:id>": Shows(noun="reception"),
    f"GET {V1}/receptions/<int:id>/history": Shows(noun="reception"),
    f"GET {V1}/meetings/<int:id>": Shows(noun="meeting"),
    f"GET {V1}/meetings/<int:id>/history": Shows(noun="meeting"),
    f"GET {V1}/meetings/<int:id>/items": Shows(noun="meeting"),
    f"GET {V1}/items/<int:id>": Shows(noun="agenda_item"),
    f"GET {V1}/items/<int:id>/history": Shows(noun="agenda_item"),
    # -- steps: the form, and the step itself
    "GET /issues/<int:id>/<step>": Takes(noun="issue"),
    "POST /issues/<int:id>/<step>": Takes(noun="issue"),
    "GET /assignments/<int:id>/<step>": Takes(noun="assignment"),
    "POST /assignments/<int:id>/<step>": Takes(noun="assignment"),
    "GET /receptions/<int:id>/<step>": Takes(noun="reception"),
    "POST /receptions/<int:id>/<step>": Takes(noun="reception"),
    "POST /receptions/<int:id>/receive": Takes(noun="reception", step="receive"),
    "POST /receptions/<int:id>/another": Takes(noun="reception", step="receive"),
    "GET /meetings/<int:id>/<step>": Takes(noun="meeting"),
    "POST /meetings/<int:id>/<step>": Takes(noun="meeting"),
    "POST /meetings/<int:id>/draft_minutes": Takes(noun="meeting", step="draft_minutes"),
    "GET /meetings/<int:id>/items/<int:item>/<step>": Decides(noun="agenda_item"),
    "POST /meetings/<int:id>/items/<int:item>/<step>": Decides(noun="agenda_item"),
    f"POST {V1}/issues/<int:id>/steps/<name>": Takes(noun="issue"),
    f"POST {V1}/assignments/<int:id>/steps/<name>": Takes(noun="assignment"),
    f"POST {V1}/receptions/<int:id>/steps/<name>": Takes(noun="reception"),
    f"POST {V1}/meetings/<int:id>/steps/<name>": Takes(noun="meeting"),
    f"POST {V1}/items/<int:id>/steps/<name>": Takes(noun="agenda_item"),
}
