"""How somebody may stand towards an issue (WORKFLOWS.md section 1, "Who in the tables")."""

from __future__ import annotations

from workflow.kernel.errors import NotPermitted
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import REPORTER, Capacity, Case, relation
from workflow.orgs.model import line
from workflow.orgs.roles import COMMITTEE, DISPATCHER, HANDLER, HEADS, MEMBER, OFFICERS, SECRETARY, STREET_OFFICER

OWN_WORK = N_("您办理过本事项，核实和复查须由未参与的人进行")
RECUSED = N_("您已回避本事项，不能再参与办理")
VEILED = N_("移交单不含诉求人的联系方式；需要时请派出组织准许本单位查看")
UNINVOLVED = N_("%(org)s未参与过本事项的工作人员")
AT_TOP = N_("街道之上没有上级，须按街道党工委会议的决议，由未参与过本事项的街道干部录入")


def fit(case: Case) -> bool:
    """Raises: NotPermitted for somebody recused in this issue."""
    if case.actor.id in case.facts.recused:
        raise NotPermitted(RECUSED)
    return True


def officers_of(case: Case, org: int) -> Sentence:
    return Sentence(N_("%(org)s的工作人员"), {"org": case.facts.org(org).name})


def by_owner(case: Case) -> Sentence:
    return officers_of(case, case.subject.owner_id)


@relation("registrar", N_("可登记人员"), OFFICERS | {MEMBER, DISPATCHER, HANDLER})
def registrar(case: Case, capacity: Capacity) -> bool:
    """Whoever hears of matters in office: branch, community, street, dispatcher, a unit on patrol."""
    return True


@relation("importer", N_("可导入台账的工作人员"), {SECRETARY, COMMITTEE, STREET_OFFICER})
def importer(case: Case, capacity: Capacity) -> bool:
    """Officers of a Party organisation, into what is their own; nobody does it by a written delegation."""
    return True


def stands_in(case: Case, capacity: Capacity) -> bool:
    """Somebody of the level above, named in the place of a recused one: acts for the owner in this matter."""
    above = case.facts.parent
    return above is not None and capacity.org == above.id and case.actor.id in case.facts.replacements


@relation("owner", N_("主责组织的工作人员"), OFFICERS, by_owner)
def owner(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that answers for the matter, or who was named in the place of one."""
    return (capacity.org == case.subject.owner_id or stands_in(case, capacity)) and fit(case)


@relation("head", N_("主责组织的书记"), HEADS, lambda case: Sentence(N_("%(org)s书记"), {"org": case.facts.owner.name}))
def head(case: Case, capacity: Capacity) -> bool:
    """The owner's secretary, or whom the secretary delegated in writing; above them, who was named in their place."""
    return (capacity.org == case.subject.owner_id or stands_in(case, capacity)) and fit(case)


def others(case: Case) -> tuple[int, set[int]]:
    """Where the fresh officers are, and who: the owner's if it has any, else of the nearest organisation above."""
    facts = case.facts
    tried = tuple(reversed(line(facts.owner.path)))
    step = case.step.name if case.step else ""
    found = facts.officers(tried, OFFICERS, step, case.today)
    for org in tried:
        fresh = found[org] - facts.workers - facts.recused
        if fresh:
            return org, fresh
    return tried[-1], set()


@relation("other", N_("未参与办理的工作人员"), OFFICERS, lambda case: officers_of(case, others(case)[0]))
def other(case: Case, capacity: Capacity) -> bool:
    """An officer who took no working step in the issue in any round: nobody marks their own work."""
    if capacity.org not in line(case.facts.owner.path):
        return False
    fit(case)
    if case.actor.id in case.facts.workers:
        raise NotPermitted(OWN_WORK)
    org, fresh = others(case)
    return capacity.org == org and case.actor.id in fresh


def by_parent(case: Case) -> Sentence:
    above = case.facts.parent
    return officers_of(case, above.id) if above else Sentence(UNINVOLVED, {"org": case.facts.owner.name})


@relation("parent", N_("上一级组织的工作人员"), OFFICERS, by_parent)
def parent(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation above the owner; at the street, one with no earlier step in the issue."""
    above = case.facts.parent
    if above is not None:
        return capacity.org == above.id and fit(case)
    if capacity.org != case.subject.owner_id:
        return False
    if case.actor.id in case.facts.participants:
        raise NotPermitted(AT_TOP)
    return fit(case)


@relation("above", N_("任一上级组织的工作人员"), OFFICERS, by_parent)
def above(case: Case, capacity: Capacity) -> bool:
    """An officer of any organisation above the owner."""
    return capacity.org in line(case.facts.owner.path)[:-1] and fit(case)


@relation("fresh", N_("主责组织中未办理、未核实过的人员"), OFFICERS, by_owner)
def fresh(case: Case, capacity: Capacity) -> bool:
    """Whoever reviews has neither worked on the issue nor verified it."""
    if capacity.org != case.subject.owner_id:
        return False
    checked = {person for person, step in case.facts.deeds if step in ("verify", "redo", "redo_units", "redo_decision")}
    if case.actor.id in case.facts.workers | checked:
        raise NotPermitted(OWN_WORK)
    return fit(case)


@relation("lead_owner", N_("所并入事项的主责组织"), OFFICERS, by_owner)
def lead_owner(case: Case, capacity: Capacity) -> bool:
    """An officer of the owner of the issue this one was merged into."""
    from_id = case.facts.merged_into_owner
    return from_id is not None and capacity.org == from_id and fit(case)


@relation("involved", N_("主责组织、承办单位或上级的工作人员"), OFFICERS | {HANDLER, MEMBER}, by_owner)
def involved(case: Case, capacity: Capacity) -> bool:
    """Anybody who has to do with the issue in office: its line of organisations, and the units it was sent to."""
    if capacity.role == HANDLER:
        return any(s.unit_id == capacity.org for s in case.facts.open_sheets) and fit(case)
    return (capacity.org in line(case.facts.owner.path) or capacity.org == case.subject.branch_id) and fit(case)


@relation("discloser", N_("本支部或主责组织的工作人员，或获准的承办单位"), OFFICERS | {HANDLER}, by_owner)
def discloser(case: Case, capacity: Capacity) -> bool:
    """The own branch, whoever answers for the matter, and a unit the owner let see it while its share is open."""
    if any(s.unit_id == capacity.org and s.unveiled_at is not None for s in case.facts.open_sheets):
        return fit(case)
    if capacity.role == HANDLER:
        raise NotPermitted(VEILED)
    issue = case.subject
    near = capacity.org == issue.owner_id or (capacity.kind == "branch" and capacity.org == issue.branch_id)
    return (near or stands_in(case, capacity)) and fit(case)


@relation("dispatcher", N_("分拨员"), {DISPATCHER})
def dispatcher(case: Case, capacity: Capacity) -> bool:
    """The street's dispatcher routes matters and reminds whoever is late."""
    return fit(case)


@relation("summoned", N_("被吹哨单位的经办人"), {HANDLER})
def summoned(case: Case, capacity: Capacity) -> bool:
    """A handler of a unit called to the spot that has not arrived yet."""
    return capacity.org in case.facts.summoned and case.facts.summoned[capacity.org] is None and fit(case)


@relation("reporter", N_("诉求人（凭查询码）"), {REPORTER})
def reporter(case: Case, capacity: Capacity) -> bool:
    """Whoever holds a tracking code of this issue, or of one merged into it; a claim that has ended only looks."""
    return capacity.org == case.subject.id and any(claim.id == capacity.behalf for claim in case.facts.claims)


@relation("raising", N_("反映事情的居民"), {REPORTER})
def raising(case: Case, capacity: Capacity) -> bool:
    """Somebody at the public pages who has no code yet: for a new matter, or as one more in a matter open to all."""
    if capacity.behalf is not None or capacity.org != (case.subject.id or 0):
        return False
    return case.subject.about_org_id is None and not case.subject.restricted


@relation("data_subject", N_("诉求人本人（凭查询码）"), {REPORTER})
def data_subject(case: Case, capacity: Capacity) -> bool:
    """Whoever holds a tracking code of this very issue: the own data are one's own even after leaving it."""
    return capacity.org == case.subject.id and any(one.id == capacity.behalf for one in case.facts.all_claims)


@relation("street_head", N_("街道党工委书记"), HEADS)
def street_head(case: Case, capacity: Capacity) -> bool:
    """The secretary of the street, or whom the secretary delegated in writing."""
    return capacity.kind == "street" and capacity.org == case.subject.street_id and fit(case)


# -- of an assignment ------------------------------------------------------------------------


def sheet_fit(case: Case) -> bool:
    if case.actor.id in case.facts.of_issue.recused:
        raise NotPermitted(RECUSED)
    return True


@relation("unit", N_("承办单位的经办人"), OFFICERS | {HANDLER}, lambda case: officers_of(case, case.subject.unit_id))
def unit(case: Case, capacity: Capacity) -> bool:
    """A handler of the assignment's unit; an officer where it went down to a Party organisation."""
    return capacity.org == case.subject.unit_id and sheet_fit(case)


@relation("assigner", N_("派出组织的工作人员"), OFFICERS, by_owner)
def assigner(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that answers for the matter and sent the assignment."""
    return capacity.org == case.subject.owner_id and sheet_fit(case)


@relation("superior", N_("争议双方的共同上级"), OFFICERS, lambda case: officers_of(case, case.facts.superior))
def superior(case: Case, capacity: Capacity) -> bool:
    """An officer of the lowest organisation above both; at the street, one with no earlier step in the issue."""
    if capacity.org != case.facts.superior:
        return False
    if capacity.org == case.subject.owner_id and case.actor.id in case.facts.of_issue.participants:
        raise NotPermitted(AT_TOP)
    return sheet_fit(case)
