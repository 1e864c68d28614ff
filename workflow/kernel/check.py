"""What is wrong with a flow, found before it serves anybody; every defect is named with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from workflow.kernel.exported import read
from workflow.kernel.graph import Graph, backwards, loops, reach, unreachable
from workflow.kernel.i18n import N_, Sentence

RISING = ("escalation", "review")
"""Phases in which the organisation one level up is the owner: a way in climbs one level."""

SHAPES = {
    "mapping": N_("流程文件中“%(place)s”缺失或格式不对：应为以非空文字为键的对象"),
    "list": N_("流程文件中“%(place)s”缺失或格式不对：应为列表"),
    "texts": N_("流程文件中“%(place)s”缺失或格式不对：应为文字列表"),
    "text": N_("流程文件中“%(place)s”缺失或格式不对：应为非空文字"),
    "word": N_("流程文件中“%(place)s”缺失或格式不对：应为文字或 null"),
    "flag": N_("流程文件中“%(place)s”缺失或格式不对：应为 true 或 false"),
    "number": N_("流程文件中“%(place)s”缺失或格式不对：应为整数"),
}


@dataclass(frozen=True, slots=True)
class Defect(Sentence):
    """One thing wrong: a code for a machine, a place in the flow, a sentence for a person."""

    code: str = field(kw_only=True)
    place: str = field(kw_only=True)


def defects(flow: object, roles: Collection[str], guards: Collection[str]) -> list[Defect]:
    """Everything wrong with an exported flow, given the roles and guards that exist. Never raises."""
    graph, misread = read(flow)
    found = [defect("shape", place, SHAPES[kind]) for place, kind in misread]
    if misread and not graph.states and not graph.steps:
        return found  # no flow at all
    found += whole(graph)
    if graph.states and graph.steps:
        for check in (sources, births, targets, names_of_steps, finals, climbs, answers):
            found += check(graph)
        found += words(graph, frozenset(roles), frozenset(guards))
        found += walks(graph)
    return found


def defect(code: str, place: str, message: str, **values: str) -> Defect:
    filled = {key: shown(value) for key, value in {"place": place, **values}.items()}
    return Defect(message, filled, code=code, place=filled["place"])


def shown(text: str, longest: int = 200) -> str:
    """A name as it can be printed anywhere, however hostile."""
    short = text if len(text) <= longest else f"{text[:longest]}…"
    return short if short.isprintable() else ascii(short)[1:-1]


def whole(graph: Graph) -> Iterator[Defect]:
    """What every flow must have: steps, an end, and a beginning that is not the end."""
    name = graph.name or "flow"
    if not graph.steps:
        yield defect("no_step", name, N_("流程“%(place)s”没有任何步骤"))
    if not any(state.final for state in graph.states.values()):
        yield defect("no_final", name, N_("流程“%(place)s”没有终态"))
    if graph.initial in graph.states and graph.states[graph.initial].final:
        yield defect("initial_is_final", graph.initial, N_("初始状态“%(place)s”同时是终态"))
    if graph.initial and graph.initial not in graph.states:
        yield defect("unknown_initial", graph.initial, N_("初始状态“%(place)s”不存在"))


def sources(graph: Graph) -> Iterator[Defect]:
    for step in graph.steps:
        for source in step.sources:
            if source not in graph.states:
                yield defect("unknown_source", step.name, N_("步骤“%(place)s”的起点“%(state)s”不存在"), state=source)
        if not step.sources and step.target not in (graph.initial, *graph.births):
            yield defect("no_source", step.name, N_("步骤“%(place)s”没有起点，又不进入初始状态，永远不会发生"))


def births(graph: Graph) -> Iterator[Defect]:
    """A state declared for births is there, and some step lets a subject be born in it."""
    born = {step.target for step in graph.steps if not step.sources}
    for name in graph.births:
        if name not in graph.states:
            yield defect("unknown_birth", name, N_("可直接建立的状态“%(place)s”不存在"))
        elif name not in born:
            yield defect("no_birth", name, N_("状态“%(place)s”可直接建立，却没有步骤建立它"))


def targets(graph: Graph) -> Iterator[Defect]:
    for step in graph.steps:
        if step.target is not None and step.target not in graph.states:
            yield defect("unknown_target", step.name, N_("步骤“%(place)s”的去向“%(state)s”不存在"), state=step.target)


def names_of_steps(graph: Graph) -> Iterator[Defect]:
    """Where one stands, the name alone must say which step is meant."""
    meant = Counter((step.name, source) for step in graph.steps for source in step.sources or ("[*]",))
    for (name, source), times in meant.items():
        if times > 1:
            yield defect("ambiguous", name, N_("从状态“%(state)s”出发有不止一个名为“%(place)s”的步骤"), state=source)


def finals(graph: Graph) -> Iterator[Defect]:
    """A final state lets nothing out; any other state waits, and so has a clock."""
    ends = {state.name for state in graph.states.values() if state.final}
    for step in graph.steps:
        for source in (source for source, _ in step.moves() if source in ends):
            yield defect("final_way_out", source, N_("终态“%(place)s”仍可由步骤“%(step)s”离开"), step=step.name)
    for state in graph.states.values():
        if not state.final and not state.clock:
            yield defect("no_clock", state.name, N_("等待中的状态“%(place)s”没有时限"))


def climbs(graph: Graph) -> Iterator[Defect]:
    """Level by level: one level at most, never past the phase in which the upper level takes it up."""
    phases = {state.name: state.phase for state in graph.states.values()}
    rises = "escalation" in phases.values()
    for step in graph.steps:
        phase = phases.get(step.target or "")
        crossing = any(phases[source] != phase for source in step.sources if source in phases)
        crossing = crossing or (not step.sources and step.target in graph.births)
        if step.climbs not in (0, 1):
            yield defect("skipped_level", step.name, N_("步骤“%(place)s”没有逐级上报：一次只能上升一级"))
        elif not step.climbs and phase in RISING and crossing:
            yield defect("skipped_level", step.name, N_("步骤“%(place)s”进入上级环节，却没有上升一级"))
        elif step.climbs and rises and phase not in RISING and (step.target is None or step.target in phases):
            yield defect("skipped_level", step.name, N_("步骤“%(place)s”上升一级，却绕过了上级的受理"))


def answers(graph: Graph) -> Iterator[Defect]:
    """Where matters are answered, none is closed unanswered, nor put where closed ones go while it is still open."""
    if not {"replied", "closed"} <= graph.states.keys():
        return
    if graph.initial == "closed":
        yield defect("unanswered", "closed", N_("状态“%(place)s”未经答复即可到达：它是初始状态"))
    settled = graph.states["closed"].phase
    beyond = {target for target in graph.ways()["closed"] if graph.states[target].final}
    for name in graph.births:
        if name == "closed" or name in beyond:
            yield defect("unanswered", name, N_("状态“%(place)s”未经答复即可到达：它可直接建立"))
    awake = {state.name for state in graph.states.values() if state.phase != settled}
    for step in graph.steps:
        for source, target in step.moves():
            if source != "replied" and (target == "closed" or (target in beyond and source in awake)):
                message = N_("步骤“%(place)s”未经答复即从“%(source)s”到“%(target)s”")
                yield defect("unanswered", step.name, message, source=source, target=target)


def words(graph: Graph, roles: frozenset[str], guards: frozenset[str]) -> Iterator[Defect]:
    """Somebody takes each step, and every role and guard it names exists."""
    for step in graph.steps:
        if not step.by:
            yield defect("no_role", step.name, N_("步骤“%(place)s”没有指定由谁进行"))
        for role in step.by:
            if role not in roles:
                yield defect("unknown_role", step.name, N_("步骤“%(place)s”指定的角色“%(role)s”不存在"), role=role)
        for guard in step.guards:
            if guard not in guards:
                yield defect("unknown_guard", step.name, N_("步骤“%(place)s”的条件“%(guard)s”不存在"), guard=guard)


def walks(graph: Graph) -> Iterator[Defect]:
    """Every state can be reached, and from every state an end can."""
    ways = graph.ways()
    for name in unreachable([graph.initial, *graph.births], ways):
        yield defect("unreachable", name, N_("从初始状态无法到达状态“%(place)s”"))
    ends = {state.name for state in graph.states.values() if state.final}
    if not ends:
        return  # said once for the whole flow
    lost = {source for step in graph.steps for source, target in step.moves() if target not in graph.states}
    stuck = [name for name, targets in ways.items() if not targets and name not in ends | lost]
    for name in stuck:
        yield defect("dead_end", name, N_("状态“%(place)s”不是终态，却没有出路"))
    for loop in loops(ways, reach(ends.union(lost, stuck), backwards(ways))):
        path = " → ".join([*map(shown, loop[:8]), "…" if len(loop) > 8 else loop[0]])
        yield defect("endless_loop", loop[0], N_("状态“%(place)s”陷入没有终点的循环：%(path)s"), path=path)
