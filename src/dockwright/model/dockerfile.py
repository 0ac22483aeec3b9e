"""The meaning of a Dockerfile: its stages, what each inherits, and what is built."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef, parse_image_ref
from dockwright.model.instructions import (
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Runnable,
    ShellInstruction,
    Stopsignal,
    UnknownInstruction,
    User,
    Volume,
    Workdir,
)
from dockwright.model.root import Root
from dockwright.model.stage import Stage
from dockwright.model.state import State
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dockwright.kb import KnowledgeBase
    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.text import Source, Span

__all__ = ["AUTOMATIC_ARGS", "PREDEFINED_ARGS", "Dockerfile", "build_model"]

PREDEFINED_ARGS = frozenset(
    {
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "FTP_PROXY",
        "ftp_proxy",
        "NO_PROXY",
        "no_proxy",
        "ALL_PROXY",
        "all_proxy",
    }
)
"""Build arguments that may be given without being declared (Dockerfile reference)."""

AUTOMATIC_ARGS = (
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
)
"""Global arguments that BuildKit sets by itself (Dockerfile reference)."""

_KINDS: dict[str, type[Instruction]] = {
    "ADD": Add,
    "ARG": Arg,
    "CMD": Cmd,
    "COPY": Copy,
    "ENTRYPOINT": Entrypoint,
    "ENV": Env,
    "EXPOSE": Expose,
    "FROM": From,
    "HEALTHCHECK": Healthcheck,
    "LABEL": Label,
    "MAINTAINER": Maintainer,
    "ONBUILD": Onbuild,
    "RUN": Run,
    "SHELL": ShellInstruction,
    "STOPSIGNAL": Stopsignal,
    "USER": User,
    "VOLUME": Volume,
    "WORKDIR": Workdir,
}


class Dockerfile:
    """A Dockerfile as it is meant.

    Attributes:
        source: the file.
        tree: its syntax.
        global_args: the ARGs before the first FROM.
        global_state: what FROM lines are expanded with.
        stages: in order.
        target: the stage that is built: the one asked for, else the last; None without stages.
        missing_target: the stage asked for where no stage is it, else ``""``.
        instructions: every instruction, in order, ONBUILD's triggers after their ONBUILD.
        build_args: the build arguments that the user gave.
    """

    __slots__ = (
        "_by_name",
        "_reachable",
        "build_args",
        "global_args",
        "global_state",
        "instructions",
        "missing_target",
        "source",
        "stages",
        "target",
        "tree",
    )

    def __init__(self, tree: DockerfileTree, build_args: Mapping[str, str]) -> None:
        self.source: Source = tree.source
        self.tree = tree
        self.build_args = build_args
        self.stages: tuple[Stage, ...] = ()
        self.target: Stage | None = None
        self.missing_target = ""
        self.global_args: tuple[Arg, ...] = ()
        self.instructions: tuple[Instruction, ...] = ()
        self.global_state: State
        self._by_name: dict[str, Stage] = {}
        self._reachable: frozenset[Stage] | None = None

    @property
    def escape(self) -> str:
        """Return the escape character."""
        return self.tree.escape

    @property
    def span(self) -> Span:
        """Return the place for findings about the whole file: its first instruction's keyword."""
        from dockwright.text import Span

        nodes = self.tree.instructions
        return nodes[0].keyword_span if nodes else Span(0, 0)

    @property
    def is_broken(self) -> bool:
        """Tell whether Docker would refuse the file."""
        from dockwright.syntax.dockerfile.nodes import ProblemKind

        return any(problem.kind is not ProblemKind.ENCODING for problem in self.tree.problems)

    def stage_named(self, name: str) -> Stage | None:
        """Return the stage that ``--from=name`` means: the last of that name, whatever its case."""
        return self._by_name.get(name.lower())

    @property
    def reachable(self) -> frozenset[Stage]:
        """Return the stages that building the target needs."""
        if self._reachable is None:
            found: set[Stage] = set()
            waiting = [] if self.target is None else [self.target]
            while waiting:
                stage = waiting.pop()
                if stage in found:
                    continue
                found.add(stage)
                if isinstance(stage.base, Stage):
                    waiting.append(stage.base)
                waiting.extend(source for source, _ in stage.dependencies)
            self._reachable = frozenset(found)
        return self._reachable

    def dissolve(self) -> None:
        """Cut what refers to what it is part of: the model is no more, and its memory is free.

        Without it the memory waits for a collection of cyclic garbage.
        """
        for instruction in self.instructions:
            instruction.stage = None
            if isinstance(instruction, Runnable):
                instruction.dissolve()
        for stage in self.stages:
            stage.dissolve()
        self.stages = ()
        self.target = None
        self.instructions = ()
        self._by_name = {}
        self._reachable = None

    def walk(self) -> Iterator[Instruction]:
        """Yield every instruction in order, ONBUILD's triggers after their ONBUILD."""
        return iter(self.instructions)


def build_model(
    tree: DockerfileTree,
    *,
    knowledge: Callable[[], KnowledgeBase] | None = None,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
    shells: Sequence[tuple[int, str]] = (),
) -> Dockerfile:
    """Work out what a Dockerfile means.

    Args:
        tree: its syntax; a broken one gives what could be read.
        knowledge: gives the knowledge base; the shipped one where left out.
        build_args: the build arguments given on the command line.
        target: the name or number of the stage to build; the last where left out.
        platform: the platform to build for, such as ``linux/arm64``.
        shells: what comments say of the shell from an offset on (``# hadolint shell=pwsh``).
    """
    if knowledge is None:
        from dockwright.kb import load

        knowledge = load
    return _Builder(tree, knowledge, build_args or {}, platform, shells).build(target)


class _Builder:
    def __init__(
        self,
        tree: DockerfileTree,
        knowledge: Callable[[], KnowledgeBase],
        build_args: Mapping[str, str],
        platform: str | None,
        shells: Sequence[tuple[int, str]],
    ) -> None:
        self.shells = list(shells)
        self.tree = tree
        self.knowledge = knowledge
        self.build_args = build_args
        self.platform = platform
        self.model = Dockerfile(tree, build_args)
        self.bases: dict[str, Stage] = {}

    def build(self, target: str | None) -> Dockerfile:
        model = self.model
        state = State(Root(Unknown("no stage has begun"), self.knowledge))
        state.variables = self.automatic_args(target)
        stages: list[Stage] = []
        global_args: list[Arg] = []
        everything: list[Instruction] = []
        before_stages = state
        own: list[Instruction] = []
        stage: Stage | None = None
        for node in self.tree.instructions:
            kind = _KINDS.get(node.keyword, UnknownInstruction)
            if kind is From:
                if stage is not None:
                    stage.instructions = tuple(own)
                    stage.final_state = state
                from_ = From(node, None, before_stages, self.tree.escape)
                stage, state = self.begin(from_, len(stages))
                from_.stage = stage
                stages.append(stage)
                model.stages = tuple(stages)
                own = []
                everything.append(from_)
                continue
            if self.shells and self.shells[0][0] < node.span.start:
                state = self.take_shells(state, node.span.start)
            instruction = kind(node, stage, state, self.tree.escape)
            everything.append(instruction)
            if isinstance(instruction, Onbuild) and node.child is not None:
                trigger = _KINDS.get(node.child.keyword, UnknownInstruction)(
                    node.child, stage, state, self.tree.escape, is_onbuild=True
                )
                instruction.trigger = trigger
                everything.append(trigger)
            if stage is None:
                if isinstance(instruction, Arg):
                    global_args.append(instruction)
                    state = before_stages = self.declare_globals(instruction, state)
                continue
            own.append(instruction)
            state = self.after(instruction, state)
        if stage is not None:
            stage.instructions = tuple(own)
            stage.final_state = state
        model.global_state = before_stages
        model.global_args = tuple(global_args)
        model.instructions = tuple(everything)
        model.target = self.find_target(target)
        return model

    def take_shells(self, state: State, start: int) -> State:
        """Return the state with the shell that the last comment before ``start`` names."""
        new = state.copy()
        while self.shells and self.shells[0][0] < start:
            new.stated_shell = tuple(self.shells.pop(0)[1].split())
        return new

    def automatic_args(self, target: str | None) -> dict[str, str | Unknown]:
        values: dict[str, str | Unknown] = {}
        parts = (self.platform or "").split("/")
        for name in AUTOMATIC_ARGS:
            if name in self.build_args:
                values[name] = self.build_args[name]
            elif name == "TARGETSTAGE":
                values[name] = target or Unknown("the target stage is chosen at build time")
            elif self.platform and name == "TARGETPLATFORM":
                values[name] = self.platform
            elif self.platform and name == "TARGETOS":
                values[name] = parts[0]
            elif self.platform and name == "TARGETARCH" and len(parts) > 1:
                values[name] = parts[1]
            elif self.platform and name == "TARGETVARIANT":
                values[name] = parts[2] if len(parts) > 2 else ""
            else:
                values[name] = Unknown(f"{name} depends on the platform that is built for")
        return values

    def declare_globals(self, instruction: Arg, state: State) -> State:
        new = state.copy()
        values = dict(state.variables)
        declared = set(state.declared_args)
        for argument in instruction.arguments:
            name = argument.name
            declared.add(name)
            if name in self.build_args:
                values[name] = self.build_args[name]
            elif argument.default is not None:
                # A default may name global arguments alone.
                values[name] = instruction.default_of(argument, values.get).value
            elif name not in values:
                values[name] = Unknown(f"build argument {name} has no default")
        new.variables = values
        new.declared_args = frozenset(declared)
        return new

    def begin(self, from_: From, index: int) -> tuple[Stage, State]:
        base: Stage | ImageRef | Unknown
        text = from_.image
        if text is None:
            base = Unknown("FROM names no image")
        elif isinstance(text.value, Unknown):
            base = text.value
        else:
            named = self.bases.get(text.value)
            image = parse_image_ref(text.value) if named is None else None
            if named is not None:
                base = named
            elif image is not None:
                base = image
            else:
                base = Unknown(f"{text.value!r} is no image reference")
        if isinstance(base, Stage):
            root = base.root
            state = base.final_state.copy()
            state.root = root
            state.variables = self.inherited(state)
        else:
            root = Root(base, self.knowledge)
            state = State(root)
        stage = Stage(self.model, index, from_, base, root, state)
        if stage.name is not None:
            self.bases[stage.name] = stage
            self.model._by_name[stage.name] = stage  # noqa: SLF001 - the builder fills the model
        return stage, state

    @staticmethod
    def inherited(state: State) -> Mapping[str, str | Unknown]:
        """Return what the stage's successor sees: its ENV goes before its ARGs once more.

        BuildKit sets the image's variables anew where a stage begins.
        """
        values = {**state.variables, **state.image_env}
        for name in state.variables.keys() - state.image_env.keys():
            if name in state.declared_args:
                brought = state.root.env(name)
                if isinstance(brought, str):
                    values[name] = brought
        return values

    def after(self, instruction: Instruction, state: State) -> State:
        """Return what holds after an instruction: the same state where it changes nothing."""
        if isinstance(instruction, Env):
            new = state.copy()
            variables = dict(state.variables)
            image_env = dict(state.image_env)
            for pair in instruction.pairs:
                name = pair.name.value
                if isinstance(name, str):
                    variables[name] = image_env[name] = pair.value.value
            new.variables = variables
            new.image_env = image_env
            return new
        if isinstance(instruction, Arg):
            return self.declare(instruction, state)
        if isinstance(instruction, Workdir):
            new = state.copy()
            new.set_workdir(instruction)
            return new
        if isinstance(instruction, (User, Cmd, Entrypoint, Healthcheck, ShellInstruction)):
            new = state.copy()
            if isinstance(instruction, User):
                new.user_instruction = instruction
            elif isinstance(instruction, Cmd):
                new.cmd = instruction
            elif isinstance(instruction, Entrypoint):
                new.entrypoint = instruction
                own = state.cmd is not None and state.cmd.stage is instruction.stage
                if not own:
                    # An ENTRYPOINT discards a CMD that was inherited.
                    new.cmd = None
                    new.has_entrypoint_reset_cmd = True
            elif isinstance(instruction, Healthcheck):
                new.healthcheck = instruction
            elif instruction.argv:
                new.shell_instruction = instruction
            return new
        return state

    def declare(self, instruction: Arg, state: State) -> State:
        new = state.copy()
        variables = dict(state.variables)
        declared = set(state.declared_args)
        before = self.global_variables
        for argument in instruction.arguments:
            name = argument.name
            declared.add(name)
            if name in self.build_args:
                variables[name] = self.build_args[name]
            elif argument.default is not None:
                # BuildKit adds each argument of the line before it expands the next.
                new.variables = variables
                variables[name] = instruction.default_of(argument, new.variable).value
            elif name in before:
                variables[name] = before[name]
            elif name not in variables:
                variables[name] = Unknown(f"build argument {name} has no default")
        new.variables = variables
        new.declared_args = frozenset(declared)
        return new

    @property
    def global_variables(self) -> Mapping[str, str | Unknown]:
        return self.model.stages[0].from_.state.variables if self.model.stages else {}

    def find_target(self, target: str | None) -> Stage | None:
        stages = self.model.stages
        if not stages:
            return None
        if target:
            found = self.model.stage_named(target)
            if (
                found is None
                and target.isascii()
                and target.isdecimal()
                and int(target) < len(stages)
            ):
                found = stages[int(target)]
            self.model.missing_target = "" if found is not None else target
            if found is not None:
                return found
        return stages[-1]
