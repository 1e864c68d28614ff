"""The matter itself: what it is, whose it is, and what hangs on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.issues import facts, sight
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key, Subject, subject
from workflow.rules.settable import STANDARD_CLOSE

FIRING = "stopped_at IS NULL AND next_at IS NOT NULL"
HELD = "holder_id IS NOT NULL"
DUE = f"{HELD} AND due_at IS NOT NULL"
"""So narrow that only who asks for what is late is answered by it, not whoever wants the next due of one holder."""
BUSY = "state IN ('pending', 'handling', 'returned', 'disputed')"
SIGHT = ("about_org_id", "community_id", "branch_id", "owner_id", "holder_id")
"""What decides whether it is open and who may see it: with these in an index, very many are counted from it alone."""
OPEN = "state NOT IN ('closed', 'not_accepted', 'withdrawn', 'merged', 'voided', 'archived', 'past')"


def _some(name: str, which: str, *columns: str) -> Index:
    """An index of some of the rows."""
    return Index(name, *columns, sqlite_where=text(which), postgresql_where=text(which))


@subject
class Issue(Subject):
    """One matter. Owner answers for it, holder must act now; `branch_id` and `community_id` are its own path."""

    __tablename__ = "issues"
    __table_args__ = (
        CheckConstraint(f"({OPEN}) = (holder_id IS NOT NULL)", name="one_holder_while_open"),
        CheckConstraint("state != 'transferred' OR lead_id IS NOT NULL", name="transferred_has_lead"),
        CheckConstraint(
            "state NOT IN ('replied', 'closed') OR (outcome IS NOT NULL AND answer IS NOT NULL)", name="answered"
        ),
        UniqueConstraint("street_id", "number"),
        Index("ix_issues_branch", "branch_id", "state", "due_at"),
        Index("ix_issues_owner", "owner_id", "state", "due_at"),
        Index("ix_issues_holder", "holder_id", "due_at"),
        Index("ix_issues_street", "street_id", "id"),
        Index("ix_issues_outside", "owner_id", "outside", unique=True),
        Index("ix_issues_settled", "street_id", "settled_at"),
        _some("ix_issues_open", HELD, "street_id", "state", "due_at", *SIGHT, "grid_id", "registered_at"),
        _some("ix_issues_open_due", DUE, "street_id", "due_at", *SIGHT),
        _some("ix_issues_about", "about_org_id IS NOT NULL", "about_org_id"),
        _some("ix_issues_away_owner", "holder_id != owner_id", "owner_id", "due_at"),
        _some("ix_issues_away_branch", "holder_id != branch_id", "branch_id", "due_at"),
    )
    flow = issue_flow
    noun = "issue"
    seen_by = sight.ISSUE
    facts = facts.IssueFacts
    recorded = (
        "owner_id", "holder_id", "lead_id", "merged_into_id", "category_id", "grid_id", "urgency", "outcome",
        "paused_at", "due_at",
    )  # fmt: skip

    number: Mapped[str] = mapped_column(String(24))
    outside: Mapped[str | None] = mapped_column(String(60))
    """Of what an old ledger told: its number there. Everything else was registered here and has none."""
    what: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200), default="")
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    kind: Mapped[str] = mapped_column(Word)
    urgency: Mapped[str] = mapped_column(Word)
    outcome: Mapped[str | None] = mapped_column(Word)
    answer: Mapped[str | None] = mapped_column(Text)
    public_text: Mapped[str | None] = mapped_column(Text)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    standing_in_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    """Who must act while the lead's assignment is returned or disputed."""
    about_org_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"), index=True)
    reception_id: Mapped[int | None] = mapped_column(index=True)
    received_on: Mapped[date | None]
    host_id: Mapped[int | None]
    instructed_by_id: Mapped[int | None]
    ruled_unit_id: Mapped[int | None]
    came_from: Mapped[str | None] = mapped_column(Word)
    """The state before `blocked` or `verifying`: where unblock and redo go back to."""
    resume_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    restricted: Mapped[bool] = mapped_column(default=False)
    barred: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    days: Mapped[int | None]
    """Working days a decision set for handling."""
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    """How often each step was taken: loops are counted, some steps are allowed once."""
    registered_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    """When everything that was written in it was erased."""
    cleared_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the answer went as well: its time was over."""
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when nothing of it may be erased: a legal hold."""


@subject
class Assignment(Subject):
    """One unit's share of a transferred matter: the lead's or a co-unit's."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("role IN ('lead', 'co')", name="role_is_known"),
        Index("ix_assignments_unit", "unit_id", "state", "due_at"),
        Index("ix_assignments_issue", "issue_id", "unit_id", "state"),
        _some("ix_assignments_busy", BUSY, "unit_id", "due_at"),
    )
    flow = assignment_flow
    noun = "assignment"
    seen_by = sight.ASSIGNMENT
    facts = facts.AssignmentFacts
    recorded = ("issue_id", "unit_id", "owner_id", "role", "handle_by", "due_at")
    locked_after = "issue_id"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    role: Mapped[str] = mapped_column(Word)
    request: Mapped[str] = mapped_column(Text)
    days: Mapped[int | None]
    urgency: Mapped[str] = mapped_column(Word)
    dispatched_at: Mapped[datetime] = mapped_column(Instant)
    handle_by: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    result: Mapped[str | None] = mapped_column(Text)
    ruled: Mapped[bool] = mapped_column(default=False)
    unveiled_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when the unit may reveal the contact; it may until its share ends."""


class Custody(Record):
    """Who held an issue from when to when; the dwell times of an issue add up to its age."""

    __tablename__ = "custody"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(Instant)
    to_at: Mapped[datetime | None] = mapped_column(Instant)


class Deadline(Record):
    """A running or ended clock: the rule, the limit, the due date they gave, and how far up its ladder it is."""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_next", "next_at", sqlite_where=text(FIRING), postgresql_where=text(FIRING)),)

    noun: Mapped[str] = mapped_column(Word, primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    street_id: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Instant)
    amount: Mapped[int]
    unit: Mapped[str] = mapped_column(Word)
    paused: Mapped[int] = mapped_column(default=0)
    extended: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    """Working days a date stays later than counted, because it was told before a notice made it an earlier one."""
    receives: Mapped[int] = mapped_column(default=STANDARD_CLOSE)
    closes: Mapped[int] = mapped_column(default=STANDARD_CLOSE)
    """Minutes after midnight: until when it counted what came as received, and when its last day ends."""
    due_at: Mapped[datetime] = mapped_column(Instant)
    provisional: Mapped[bool]
    stage: Mapped[int] = mapped_column(default=0)
    """How many rungs of its ladder have passed (issues/ladder.py)."""
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the next one is due; None when nothing is left."""
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)


class Decision(Record):
    """Who authorised a decision, and for an emergency act whether a meeting ratified it (None: not needed)."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "ix_decisions_unratified", "issue_id",
            sqlite_where=text("ratified IS 0"), postgresql_where=text("ratified IS false"),
        ),
    )  # fmt: skip

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(Word)
    basis: Mapped[str] = mapped_column(Word)
    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    ratified: Mapped[bool | None]
    emergency_id: Mapped[int | None] = mapped_column(index=True)
    """The emergency mode it was taken in."""


class Contact(Record):
    """The one table of contact data: who may be reached and how. Erasable; never part of history."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(200))


class Claim(Record):
    """One reporter's stake in an issue, opened by a tracking code of its own (kept as a keyed hash)."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("code_hash"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    channel: Mapped[str] = mapped_column(Word)
    notice: Mapped[str | None] = mapped_column(String(64))
    """The version of the privacy notice agreed to (issues/consent.py)."""
    language: Mapped[str | None] = mapped_column(Word)
    """What mails to this reporter are written in; both languages where nobody said."""
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    contact_erased_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    """When what this reporter wrote was erased."""


class Representative(Record):
    """One of at most five who speak for all reporters of a matter."""

    __tablename__ = "representatives"
    __table_args__ = (CheckConstraint("seat BETWEEN 1 AND 5", name="five_seats"), UniqueConstraint("claim_id"))

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Evaluation(Record):
    """What one reporter said of one round: three answers kept apart, never guessed."""

    __tablename__ = "evaluations"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"), index=True)
    """The matter in whose history it was said: of a merged one, that of its lead. None of what was said before 0044."""
    contacted: Mapped[bool | None]
    solved: Mapped[bool]
    satisfied: Mapped[int | None]
    by_call: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was said otherwise: history keeps both, the later one counts."""
    mark: Mapped[str | None] = mapped_column(String(32), index=True)
    """A keyed hash of where it came from, another one each month: alike or not, nothing else can be read from it."""


class CallBack(Record):
    """A try to reach a reporter by telephone after the answer, and whether it came to a talk."""

    __tablename__ = "call_backs"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    round: Mapped[int]
    reached: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)


class Doubt(Record):
    """Why people should look at an evaluation: it counts all the same, nobody is judged by a rule."""

    __tablename__ = "doubts"
    __table_args__ = (Index("ix_doubts_open", "street_id", "looked_at"),)

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    why: Mapped[str] = mapped_column(Word, primary_key=True)
    street_id: Mapped[int]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    looked_at: Mapped[datetime | None] = mapped_column(Instant)
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Recusal(Record):
    """Somebody who may not act in an issue, and who takes the place."""

    __tablename__ = "recusals"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Summons(Record):
    """A unit called to the spot, and when it arrived."""

    __tablename__ = "summons"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), primary_key=True)
    called_at: Mapped[datetime] = mapped_column(Instant)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)


class Attachment(Record):
    """A photo, re-encoded without its metadata; the bytes are erasable, history keeps their digest."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    street_id: Mapped[int]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(Word)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Numbering(Record):
    """The last number given by an organisation in a year: no counter is shared by the whole street."""

    __tablename__ = "numbering"

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    last: Mapped[int]


class Tally(Record):
    """How often something happened on a day, such as a press on "somebody is in danger": a number without a person."""

    __tablename__ = "tallies"

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class Draft(Record):
    """What somebody is about to raise, sealed with a key that only their browser holds; gone after a day."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[datetime] = mapped_column(Instant, index=True)


class Referral(Record):
    """A matter about the street's own staff: named the outside channel; nothing of its content is kept."""

    __tablename__ = "referrals"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
