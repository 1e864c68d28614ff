"""Each step of each flow: from where, and by whom (the tables of WORKFLOWS.md). A new step needs its line here."""

from __future__ import annotations

from dataclasses import dataclass

from tests.matrix.people import Somebody
from tests.matrix.statement import FORBIDDEN, ILLEGAL, RELATIONS, TAKEN, UNSEEN, Told, sees

INTAKE, DELIBERATION = "registered", "accepted scheduled"
OPEN = (
    "registered accepted scheduled executing transferred blocked suspended escalated verifying replied "
    "under_review final_review"
)
LATE = "registered accepted scheduled executing transferred blocked escalated verifying under_review final_review"
ANY_TIME = f"{OPEN} closed not_accepted withdrawn merged voided"
EVER = f"{ANY_TIME} archived"
DECIDABLE = "accepted scheduled executing blocked"


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    sources: frozenset[str]
    by: tuple[str, ...]


def table(text: str) -> dict[str, Line]:
    """`name | states it starts from | relations, separated by commas`."""
    lines = [[part.strip() for part in row.split("|")] for row in text.strip().splitlines()]
    return {name: Line(frozenset(sources.split()), tuple(by.split(", "))) for name, sources, by in lines}


STEPS = {
    "issue": table(f"""
        register | | registrar
        import_past | | importer
        file_past | registered | nobody
        route | registered accepted | owner, parent, dispatcher
        accept | registered | owner
        decline | registered | head
        contest | not_accepted | reporter
        merge | registered accepted | owner, parent
        split | merged | lead's owner
        withdraw | registered accepted scheduled | reporter
        leave | {OPEN} | reporter
        keep | withdrawn | owner
        void | registered | head
        schedule | accepted | nobody
        unschedule | scheduled | nobody
        execute | {DELIBERATION} | owner
        transfer | {DECIDABLE} | owner
        conclude | {DELIBERATION} | owner
        escalate | {DECIDABLE} transferred | owner
        take_up | escalated | owner
        remand | escalated accepted | owner
        block | executing transferred | owner
        unblock | blocked | owner
        unblock_units | blocked | owner
        suspend | accepted executing transferred blocked | parent
        reactivate | suspended | owner
        redispatch | transferred | nobody
        hand_over | transferred | nobody
        take_ruling | transferred | nobody
        annul | executing transferred blocked verifying | nobody
        report_done | executing | owner
        units_done | transferred | nobody
        verify | verifying | other
        redo | verifying | other
        redo_units | verifying | other
        redo_decision | verifying | other
        confirm | replied | reporter, other
        rate | replied | reporter, other
        still_unsolved | replied | reporter, other
        revise | replied closed | reporter
        call_back | replied closed | other
        look_into | {ANY_TIME} | above, parent
        represent | {OPEN} | owner
        stand | {OPEN} | reporter
        stand_down | {OPEN} | reporter
        be_told | {OPEN} closed not_accepted | reporter
        object | replied closed | reporter, other
        object_again | replied closed | reporter, other
        lapse | replied | nobody
        reopen | closed | parent
        seek_review | closed | reporter
        seek_final_review | closed | reporter
        uphold | under_review final_review | fresh
        overturn | under_review final_review | fresh
        archive | closed not_accepted withdrawn merged voided | nobody
        note | {ANY_TIME} | involved
        attach | {OPEN} | involved
        supplement | {OPEN} | reporter
        reveal | {OPEN} closed not_accepted | discloser
        contact | {OPEN} | involved
        correct | {OPEN} | owner
        correct_about | registered accepted escalated | parent
        ask_extension | executing | owner
        ask_pause | executing | owner
        ask_suspension | accepted executing transferred blocked | owner
        pause | executing transferred | nobody
        unpause | executing transferred | owner, parent
        extend | executing transferred | nobody
        instruct | {OPEN} | above
        remind | {OPEN} | above, dispatcher, owner
        declare_recusal | {OPEN} | involved
        recuse | {OPEN} | head, parent
        restrict | {OPEN} | head
        summon | {DECIDABLE} transferred | owner
        arrive | {OPEN} | called
        join | {OPEN} | raising
        correct_contact | {EVER} | data subject
        erase_contact | {EVER} | data subject
        ask_erasure | {EVER} | data subject
        erase | closed not_accepted withdrawn merged voided archived | nobody
        place_hold | {EVER} | head of the street
        lift_hold | {EVER} | head of the street
        warn | {LATE} | nobody
        urge | {LATE} | nobody
        supervise | {LATE} | nobody
        circular | {LATE} | nobody
        miss_ratification | {ANY_TIME} | nobody
        recount | {ANY_TIME} | nobody
        draft_public | replied closed archived | owner
    """),
    "assignment": table("""
        dispatch | | nobody
        sign | pending | unit
        unveil | pending handling | assigner
        give_back | pending handling | unit
        revoke | pending handling | assigner
        progress | handling | unit
        report | handling | unit
        finish | handling | unit
        resist | handling | unit
        ask_extension | handling | unit
        ask_pause | handling | unit
        adjust | pending handling returned disputed | nobody
        hold | handling | nobody
        agree | returned | assigner
        dispute | returned | assigner
        rule_stay | disputed | superior
        rule_move | disputed | superior
        settle | reported | nobody
        rework | reported | nobody
        withdraw_sheet | pending handling returned disputed reported | nobody
        warn | pending returned disputed | nobody
        urge | pending returned disputed | nobody
        supervise | pending returned disputed | nobody
        circular | pending returned disputed | nobody
        recount | pending handling returned disputed reported | nobody
    """),
    "meeting": table("""
        plan | | recorder
        plan_series | | recorder
        fill_agenda | draft convened | recorder
        move_item | draft convened in_session | recorder
        set_item | draft convened in_session | recorder
        add_item | draft convened | recorder
        drop_item | draft convened | recorder
        convene | draft | of the body
        reschedule | draft convened | of the body
        cancel | draft convened | of the body
        pass_over | draft convened | nobody
        open | convened | of the body
        adjourn | in_session | of the body
        run_over | in_session | nobody
        draft_minutes | minuting | recorder
        circulate | minuting | of the body
        dissent | circulated | invited, recorder
        amend | circulated | of the body
        approve | circulated | chair
        correct_minutes | signed | chair
        assemble | minuting | recorder
        answer_dissent | minuting circulated | of the body
        draft_publication | signed | recorder
        publish_decision | signed | of the body
        publish_result | signed | of the body
        set_rule | draft convened | chair
        invite_members | draft convened | recorder
        invite | draft convened | recorder
        uninvite | draft convened | recorder
        rsvp | convened | invited, recorder
        excuse | convened | invited, recorder
        substitute | convened | invited, recorder
        check_in | convened in_session | recorder
        sign_in | convened in_session | invited
        step_out | in_session | recorder
        warn | in_session minuting circulated | nobody
        urge | in_session minuting circulated | nobody
        supervise | in_session minuting circulated | nobody
        circular | in_session minuting circulated | nobody
    """),
    "agenda_item": table("""
        table | | nobody
        redate | open | nobody
        drop | open | nobody
        leave | open | nobody
        defer | open | chair, acting chair
        decide_execute | open | of the body, acting chair
        decide_transfer | open | of the body, acting chair
        decide_escalate | open | of the body, acting chair
        decide_conclude | open | of the body, acting chair
        take_note | open | of the body, acting chair
        ratify | open | of the body, acting chair
        refuse_ratification | open | of the body, acting chair
        recuse_item | open | recorder
        write_item | open decided deferred | recorder
    """),
    "reception": table("""
        plan | | branch officer
        announce | planned | branch officer
        reschedule | planned announced | branch officer
        delegate | planned announced | branch's secretary
        open | announced | host
        jot | open | branch
        receive | open | branch
        join | open | branch
        strike | open | branch
        close | open | host
        cancel | planned announced | branch officer
        miss | planned announced | nobody
        change_host | planned announced | nobody
        warn | open | nobody
        urge | open | nobody
        supervise | open | nobody
        circular | open | nobody
    """),
    "supervision_order": table("""
        issue | | overseer
        reply | issued continued | ordered
        close | answered | issuer
        carry_on | answered | issuer
        circulate | issued answered continued closed | issuer
        withdraw | issued answered continued | author, issuing head
        warn | issued answered continued | nobody
        urge | issued answered continued | nobody
        supervise | issued answered continued | nobody
        circular | issued answered continued | nobody
        recount | issued answered continued | nobody
    """),
    "request": table("""
        ask | | nobody
        propose | pending | decider
        send_back | prepared | decider
        approve | pending prepared | decider
        refuse | pending prepared | decider
        lapse | pending | nobody
        hold | pending prepared | nobody
        resume | held | nobody
        warn | pending prepared | nobody
        urge | pending prepared | nobody
        supervise | pending prepared | nobody
        circular | pending prepared | nobody
        recount | pending prepared held | nobody
    """),
    "inspection": table("""
        draw | | auditor
        judge | inspecting | auditor
        conclude | inspecting | auditor
        drop | inspecting | auditor
        respond | concluded | inspected
        warn | concluded | nobody
        urge | concluded | nobody
        supervise | concluded | nobody
        circular | concluded | nobody
        recount | concluded | nobody
    """),
    "posting": table("""
        draft | | nobody
        revise | drafted | publicist
        publish | drafted | reviewer
        take_back | published | publicist
        withdraw | drafted published | publicist, publicist above
        publish_photo | drafted | publicist
        keep_copy | drafted | nobody
        unpublish_photo | drafted published | publicist, publicist above
        retire | published | nobody
    """),
    "consultation": table("""
        draft | | asker
        rewrite | draft | consulter
        publish | draft | consultation reviewer
        withdraw | draft announced open closed | consulter, consulter above
        begin_answers | announced | nobody
        end_answers | open | nobody
        answer | announced open | anybody
        tell_result | closed | consulter
        strike_words | open closed told | consulter, consulter above
        archive | told | nobody
    """),
    "emergency": table("""
        declare | | commander
        stand_down | emergency | declarer
        expire | emergency | nobody
    """),
    "account": table("""
        create | | system administrator
        invite_again | invited | system administrator
        reset | active | system administrator
        accept | invited | owner of the account
        change_password | active | owner of the account
        sign_out | active | owner of the account
        sign_out_others | active | owner of the account
        set_codes | active | owner of the account
        drop_codes | active | owner of the account
        set_reach | active | owner of the account
        issue_token | invited active | nobody
        rename | invited active | system administrator
        close | invited active | system administrator
        reopen | closed | system administrator
        remove | closed | system administrator
    """),
    "post": table("""
        grant | | security administrator
        limit | granted | security administrator
        end | granted | security administrator
        replace | granted | security administrator
        expire | granted | nobody
    """),
    "holiday_notice": table("""
        publish | | system administrator
        replace | in_force | nobody
        recount | in_force | system administrator
    """),
    "rule": table("""
        set_limit | | rule maker
        set_hours | | rule maker
        withdraw | set | rule maker
    """),
    "webhook": table("""
        register | | system administrator
        change | listening | system administrator
        renew_secret | listening | system administrator
        stop | listening | system administrator
    """),
    "stop_days": table("""
        declare | | street office
        revoke | declared | street office
        recount | declared revoked | nobody
    """),
    "mandate": table("""
        lend | | lender
        revoke | running | lender
        lapse | running | nobody
        run_out | running | nobody
    """),
}
"""A birth starts from no state: it is never legal again. Who may begin one: births.py."""

USUALLY_BARRED = {("request", "propose"): ILLEGAL} | dict.fromkeys(
    [("issue", step) for step in ("lift_hold", "look_into", "represent", "confirm", "rate", "still_unsolved")], ILLEGAL
)
"""Steps few subjects are ready for: a matter that is held, a request that two people answer."""


def answer(who: Somebody, it: Told, step: str) -> int:
    """What somebody is told who tries to take the step."""
    said = STEPS[it.noun][step]
    if not sees(who, it):
        return UNSEEN
    if not any(who.roles & RELATIONS[way][0] for way in said.by):
        return FORBIDDEN
    if it.state not in said.sources:
        return ILLEGAL
    if not any(stands(who, it, step, way) for way in said.by):
        return FORBIDDEN
    barred = it.barred.get(step, USUALLY_BARRED.get((it.noun, step), TAKEN))
    return barred.get(who.name, TAKEN) if isinstance(barred, dict) else barred


def stands(who: Somebody, it: Told, step: str, way: str) -> bool:
    roles, holds = RELATIONS[way]
    hats = [hat for hat in who.hats if hat.role in roles and (hat.only is None or step in hat.only)]
    return any(holds(who, hat, it, step) for hat in hats)
