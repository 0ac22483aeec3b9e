"""Repairs DW501: packages go into a virtual environment at one path, or to where Python looks.

An environment made with the Python of both stages, and copied to the path that it was made at, is
right whatever layout the distro's pip gives to ``--prefix``, ``--root`` and ``--user``.
"""

from __future__ import annotations

from dockwright.edits.lines import insert_after, remove_instruction
from dockwright.edits.words import remove_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.python._environments import (
    after_version,
    free_place,
    install_into,
    line_with_version,
    make_environment,
    provide_venv,
    same_python,
)
from dockwright.model.contents import Python, contents_of, covers
from dockwright.model.instructions import CopyLike, Env, Run, Runnable, Workdir
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.python.packages_installed_elsewhere import Misplaced
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Contents, PackageInstall, Transfer
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix

_TOOLS = frozenset({"pip", "setuptools", "wheel"})
"""What is brought up to date before packages are installed: the environment's own are meant."""
_SHARED = frozenset({"/", "/usr", "/usr/local"})
"""Directories that hold more than the packages that are installed into them."""


@repair("DW501", on=Misplaced, touches=("run", "copy", "env", "order", "base"))
def packages_installed_elsewhere(subject: Misplaced, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put the packages where the Python that runs looks."""
    if subject.environment is not None:
        taken = subject.transfer
        after = subject.environment.run if taken is None else taken.copy
        line = f"ENV PATH={subject.moved}/bin:$PATH"
        yield ctx.unsafe(
            f"Put the environment first on PATH: `{line}`",
            insert_after(ctx.tree, after.node, [line]),
            touches=("env", "order"),
        )
        return
    if subject.transfer is None:
        assert subject.made is not None
        yield from _own(subject.made, subject, ctx)
        return
    source = subject.transfer.source
    if not isinstance(source, Stage):
        yield Refusal("the packages come from an image that this file does not build")
        return
    own = contents_of(subject.stage, ctx.kb).python
    made = subject.made
    python = made.python if made is not None else contents_of(source, ctx.kb).python
    if isinstance(python, Python) and not same_python(python, own):
        yield _align(python, source, subject, ctx)
        return
    if made is None:
        yield Refusal("no install of the packages that are copied is known")
        return
    if not isinstance(python, Python):
        yield Refusal("the Python that installs is not known")
        return
    yield _Move(python, source, subject, ctx).fix()


def _own(made: PackageInstall, subject: Misplaced, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    install = made.install
    assert install.target is not None or made.kind != "user"
    if made.kind == "user":
        option = install.target
        assert option is not None
        edits = remove_words(ctx.tree, install, option.span)
        yield ctx.unsafe(
            "Install for every user: leave `--user` out",
            edits,
            touches=("run",),
            unless="the install stands within the text of another command",
        )
        return
    stage = subject.stage
    if "PYTHONPATH" in stage.final_state.variables:
        yield Refusal("PYTHONPATH is set to something else")
        return
    yield ctx.unsafe(
        f"Tell Python of the directory: `ENV PYTHONPATH={subject.moved}`",
        insert_after(ctx.tree, made.run.node, [f"ENV PYTHONPATH={subject.moved}"]),
        touches=("env", "order"),
    )


def _align(python: Python, source: Stage, subject: Misplaced, ctx: RepairContext) -> Fix | Refusal:
    """Give the stage that ships the Python of the paths that it copies, where tags say which."""
    stage = subject.stage
    own = contents_of(stage, ctx.kb).python
    other = "none" if not isinstance(own, Python) else f"{own.path} ({_version(own)})"
    differ = (
        f"the build stage's Python is {python.path} ({_version(python)}) and that of the stage "
        f"that ships {other}: their base images have to be chosen together"
    )
    assert subject.transfer is not None
    if isinstance(own, Python) and _fit(python, own, source, stage, ctx):
        return ctx.unsafe(
            f"Tell Python of the directory: `ENV PYTHONPATH={subject.moved}`",
            insert_after(ctx.tree, subject.transfer.copy.node, [f"ENV PYTHONPATH={subject.moved}"]),
            touches=("env", "order"),
        )
    if stage.root.is_scratch or len(stage.lineage) > 1 or len(source.lineage) > 1:
        return Refusal(differ)
    changed = stage
    if "python3." not in subject.transfer.from_path:
        changed = source
    model = source if changed is stage else stage
    found = after_version(changed.from_, model.from_)
    if found is None or changed.from_.image is None:
        return Refusal(differ)
    gone = own if changed is stage else python
    line = line_with_version(changed.lineage, gone) if isinstance(gone, Python) else None
    if line is not None:
        return Refusal(f"{differ}, and line {line} names a version")
    before, after = found
    return ctx.unsafe(
        f"Use the same Python in both stages: `{after}` in place of `{before}`",
        [Edit(changed.from_.image.span, after)],
        touches=("base",),
    )


def _fit(python: Python, own: Python, source: Stage, stage: Stage, ctx: RepairContext) -> bool:
    """Tell whether packages for one Python work in another that lies elsewhere."""
    libraries = {
        None if (facts := contents_of(each, ctx.kb).facts) is None else facts.libc
        for each in (source, stage)
    }
    if len(libraries) != 1 or None in libraries or "PYTHONPATH" in stage.final_state.variables:
        return False
    return isinstance(python.version, str) and python.version == own.version


def _version(python: Python) -> str:
    return python.version if isinstance(python.version, str) else "of a version not known"


def _brings_tools(made: PackageInstall) -> bool:
    """Tell whether an install brings up to date what installs, and nothing else."""
    names = {spec.name for spec in made.install.packages}
    return bool(names) and names <= _TOOLS and not made.install.requirement_files


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


class _Move:
    """The repair of packages that a build stage installs and the stage that ships copies."""

    def __init__(
        self, python: Python, source: Stage, subject: Misplaced, ctx: RepairContext
    ) -> None:
        assert subject.made is not None
        assert subject.transfer is not None
        self.python = python
        self.source = source
        self.subject = subject
        self.ctx = ctx
        self.made = subject.made
        self.contents: Contents = contents_of(source, ctx.kb)
        self.target: Contents = contents_of(subject.stage, ctx.kb)
        self.place = free_place(ctx)
        self.old = self._old_place()

    def _old_place(self) -> str | None:
        """Return the directory that the installs were given, or None where none was."""
        directory = self.made.directory
        assert isinstance(directory, str)
        if self.made.kind == "user":
            return f"{directory.partition('/.local/')[0]}/.local"
        if self.made.kind == "target":
            return directory
        if self.made.kind in {"prefix", "root"}:
            option = self.made.install.target
            path = None if option is None or option.path is None else option.path.value
            if path is not None and path.startswith("/") and covers(path, directory):
                return path.rstrip("/") or None
        return None

    def fix(self) -> Fix | Refusal:
        installs = self._installs()
        if isinstance(installs, Refusal):
            return installs
        copies = self._copies()
        if isinstance(copies, Refusal):
            return copies
        reason = self._obstacle(installs, copies)
        if reason:
            return Refusal(reason)
        venv = provide_venv(self.source, self.python, self.ctx)
        if isinstance(venv, Refusal):
            return venv
        assert self.place is not None
        rest = [each for each in installs if not _brings_tools(each)]
        bare = bool(rest) and self._does_without_pip(rest)
        if bare:
            installs = rest
        shares = bare and self._brings_setuptools()
        made = make_environment(installs[0], self.place, self.ctx, shares=shares, bare=bare)
        if made is None:
            return Refusal("an environment cannot be made before the install within its RUN")
        edits = [*venv, *made]
        for each in installs:
            more = install_into(each.install, self.place, self.ctx, bare=bare)
            if more is None:
                line = each.run.node.start_line
                return Refusal(f"the install in line {line} cannot be given an environment")
            edits += more
        taken = self._take(copies)
        return self.ctx.unsafe(
            f"Install into a virtual environment that both stages have at {self.place}",
            [*edits, *taken],
            touches=("run", "copy", "env", "order"),
        )

    def _brings_setuptools(self) -> bool:
        """Tell whether an environment with pip has setuptools, too, as those of old Pythons do."""
        version = self.python.version
        until = self.ctx.kb.text("pip.setuptools-until")
        return not isinstance(version, str) or _numbers(version) < _numbers(until)

    def _does_without_pip(self, installs: list[PackageInstall]) -> bool:
        """Tell whether the build stage's pip can fill an environment that has none.

        pip is larger than most of what is copied.  It must know ``--python``, and nobody may look
        for pip in the environment later.  Packages that use setuptools without saying so find it in
        the image's own Python, where that has it: the environment then sees what lies there, which
        has to be the same in both stages.
        """
        since = self.ctx.kb.mapping("pip.python-option-since")
        facts, own = self.contents.facts, self.target.facts
        version = self.python.version
        if facts is None or own is None or not isinstance(version, str):
            return False
        kind = "image" if self.python.origin == "image" else facts.distro
        release = version if kind == "image" else facts.distro_version
        first = since.get(kind or "")
        if first is None or release is None or _numbers(release) < _numbers(first):
            return False
        if self._brings_setuptools() and (
            kind != "image"
            or facts.packages != own.packages
            or any(each.kind == "default" for each in self.contents.installs)
        ):
            return False
        return not any(
            command.program == "pip"
            for stage in self.ctx.dockerfile.stages
            if self.subject.stage in stage.lineage
            for instruction in stage.layers()
            if isinstance(instruction, Runnable)
            for command in instruction.commands
        ) and all(each.install.manager == "pip" for each in installs)

    def _installs(self) -> list[PackageInstall] | Refusal:
        """Return the installs that go into the environment, in order."""
        found: list[PackageInstall] = []
        plain: list[PackageInstall] = []
        kind = self.made.kind
        if kind != "default" and self.old is None:
            return Refusal("the directory that the packages go to is put together from parts")
        for each in self.contents.installs:
            if each.kind == kind and each.directory == self.made.directory:
                found.append(each)
            elif each.kind == "default" and each.install.manager == "pip":
                plain.append(each)
        if kind == "default":
            others = [each for each in found if each.install.manager not in {"pip", "uv"}]
            if others:
                name = others[0].install.program
                return Refusal(f"{name} chooses by itself where the packages go")
        if any(each.install.has("--no-build-isolation") for each in found) and plain:
            return Refusal("a package is built with packages that are installed elsewhere")
        if kind != "user":
            found.extend(each for each in plain if _brings_tools(each))
        found.sort(key=lambda each: each.install.own_span)
        for each in found:
            line = each.run.node.start_line
            if each.run.is_onbuild or each.run.stage not in self.source.lineage:
                return Refusal(f"the install in line {line} is none of the build stage's own")
            if each.run.state.is_root is not True:
                return Refusal(f"the install in line {line} does not run as root")
            if not each.install.is_unconditional:
                return Refusal(f"the install in line {line} does not always run")
            if kind != "default" and each.kind == kind and each.install.target is None:
                return Refusal("a variable says where the packages go")
        return found

    def _copies(self) -> list[Transfer] | Refusal:
        """Return what the stage that ships copies of the packages, their directory first."""
        own = self.subject.transfer
        assert own is not None
        directory = self.made.directory
        assert isinstance(directory, str)
        found = [
            each
            for each in self.target.transfers
            if each.source is self.source
            and (
                covers(self.old, each.from_path) if self.old else covers(each.from_path, directory)
            )
        ]
        if own not in found:
            return Refusal(
                f"line {own.copy.node.start_line} copies more than the packages: {own.from_path}"
            )
        for each in found:
            line = each.copy.node.start_line
            if len(each.copy.node.words) != 2:
                return Refusal(f"line {line} copies several things at once")
            if each.copy.is_onbuild:
                return Refusal(f"line {line} is an ONBUILD trigger")
        for stage in self.ctx.dockerfile.stages:
            if stage in self.subject.stage.lineage:
                continue
            for instruction in stage.instructions:
                if self._takes_from(instruction):
                    line = instruction.node.start_line
                    return Refusal(f"line {line} takes the packages too, for another stage")
        found.remove(own)
        return [own, *found]

    def _takes_from(self, instruction: Instruction) -> bool:
        if not isinstance(instruction, CopyLike) or self.old is None:
            return False
        if getattr(instruction, "from_", None) is not self.source:
            return False
        return any(
            isinstance(path.value, Unknown)
            or covers(self.old, f"/{path.value.lstrip('/')}")
            or covers(f"/{path.value.lstrip('/')}", self.old)
            for path in instruction.sources
        )

    def _obstacle(self, installs: list[PackageInstall], copies: list[Transfer]) -> str:
        """Return why an environment would not do, or nothing."""
        if self.place is None:
            return "every usual path of an environment is taken"
        reason = self._hidden_packages(copies[0])
        if reason:
            return reason
        changed = {each.copy for each in copies}
        for instruction in self.ctx.dockerfile.instructions:
            line = instruction.node.start_line
            if self.old is not None and self.old not in _SHARED and instruction not in changed:
                if isinstance(instruction, Run) and self._names_in_run(instruction, installs):
                    return f"line {line} names {self.old} too"
                if not isinstance(instruction, (Run, Workdir, Env)) and self._names(
                    instruction.node.text
                ):
                    return f"line {line} names {self.old} too"
                if isinstance(instruction, Env) and self._names_in_env(instruction):
                    return f"line {line} names {self.old} too"
            called = self._calls_by_path(instruction, copies[0])
            if called:
                return f"line {line} calls {called} by its path"
        return ""

    def _hidden_packages(self, copy: Transfer) -> str:
        """Return which packages of the final stage an environment would hide, or nothing."""
        library = re.compile(self.ctx.kb.text("python-habit.distro-library"))
        tools = {f"python3-{name}" for name in (*_TOOLS, "venv", "dev", "distutils", "minimal")}
        for name in self.target.system_packages:
            if library.fullmatch(name) and name not in tools:
                return f"the stage that ships has {name}, which an environment does not see"
        for made in self.target.installs:
            names = {spec.name for spec in made.install.packages}
            if made.kind == "default" and made.run.span.start < copy.copy.span.start:
                if names and names <= _TOOLS:
                    continue
                line = made.run.node.start_line
                return f"an environment does not see the packages that line {line} installs"
        return ""

    def _names(self, text: str) -> int:
        assert self.old is not None
        return len(re.findall(rf"(?<![\w.-]){re.escape(self.old)}(?![\w.-])", text))

    def _names_in_run(self, run: Run, installs: list[PackageInstall]) -> bool:
        """Tell whether a RUN names the directory for more than to install into it or make it."""
        rest = self._names(self.ctx.tree.source.slice(run.span))
        if self.made.kind == "user":
            return rest > 0 or "~/.local" in run.node.text or "$HOME/.local" in run.node.text
        for each in installs:
            if each.run is run and each.install.target is not None:
                rest -= self._names(self.ctx.tree.source.slice(each.install.target.span))
        for command in run.commands:
            if command.program == "mkdir":
                rest -= sum(self._names(text_of(word)) for word in command.words)
        return rest > 0

    def _names_in_env(self, env: Env) -> bool:
        """Tell whether ENV names the directory other than as an entry of PATH that changes."""
        return any(
            self._names(pair.value.raw) and not self._is_path(env, pair.name.raw)
            for pair in env.pairs
        )

    def _is_path(self, env: Env, name: str) -> bool:
        return name == "PATH" and env.stage in self.subject.stage.lineage

    def _calls_by_path(self, instruction: Instruction, copy: Transfer) -> str:
        """Return a program that a later step calls by a path that is no longer right."""
        stage = self.subject.stage
        if not isinstance(instruction, Runnable) or instruction.stage not in stage.lineage:
            return ""
        if instruction.span.start < copy.copy.span.start:
            return ""
        prefix = copy.to_path if self.made.kind in {"prefix", "user"} else self.python.prefix
        folders = {f"{prefix.rstrip('/')}/bin/", self.python.path.rpartition("/")[0] + "/python"}
        for command in instruction.commands:
            for word in command.words[:1]:
                text = text_of(word)
                if text.startswith(tuple(folders)):
                    return text
        return ""

    def _take(self, copies: list[Transfer]) -> list[Edit]:
        """Return the edits by which the final stage takes and finds the environment."""
        place = self.place
        assert place is not None
        first, *rest = copies
        copy = first.copy
        destination = copy.destination
        assert destination is not None
        taken: list[str] = []
        edits: list[Edit] = []
        if self.old in _SHARED:
            flag = copy.node.flag("from")
            assert flag is not None
            taken = [f"COPY --from={flag.value} {place} {place}"]
        else:
            edits += [Edit(copy.sources[0].span, place), Edit(destination.span, place)]
            for each in rest:
                edits += remove_instruction(self.ctx.tree, each.copy.node)
        is_named = False
        last: Instruction = copy
        bins = [f"{each.to_path}/bin" for each in copies]
        bins += [each.to_path for each in copies if each.to_path.endswith("/bin")]
        usual = self.ctx.kb.name_set("contents.program-directories")
        for instruction in self.subject.stage.layers():
            if not isinstance(instruction, Env):
                continue
            for pair in instruction.pairs:
                if pair.name.raw != "PATH":
                    continue
                last = max(last, instruction, key=lambda each: each.span.start)
                raw = pair.value.raw
                for entry in bins:
                    if entry in usual or is_named or entry not in raw:
                        continue
                    at = self.ctx.tree.source.slice(pair.value.span).find(entry)
                    if at < 0 or not re.match(r"[:\"']|$", raw[raw.find(entry) + len(entry) :]):
                        continue
                    start = pair.value.span.start + at
                    edits.append(
                        Edit(type(pair.value.span)(start, start + len(entry)), f"{place}/bin")
                    )
                    is_named = True
        path = [] if is_named else [f"ENV PATH={place}/bin:$PATH"]
        if last is copy:
            path, taken = [], [*taken, *path]
        for node, lines in ((copy.node, taken), (last.node, path)):
            if lines:
                edits += insert_after(self.ctx.tree, node, lines)
        return edits
