"""``pyproject.toml``: PEP 621, dependency groups, and the tables of Poetry, PDM, Hatch and uv."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from dockwright.model.unknown import Unknown
from dockwright.packages.parsing import caret_range, python_range, read_requirement
from dockwright.packages.places import Places
from dockwright.packages.records import (
    DependencyFile,
    DependencyProblem,
    Reference,
    Requirement,
    canonical_name,
)
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["read_pyproject", "read_script", "toml_of"]

_SCRIPT = re.compile(
    r"^# /// (?P<type>[a-zA-Z0-9-]+)\r?$\n(?P<content>(?:^#(?:| .*)\r?$\n)+?)^# ///\r?$",
    re.MULTILINE,
)
_MOST_GROUPS = 1000


def toml_of(source: Source) -> dict[str, Any] | DependencyProblem:
    """Return a TOML file's values, or what is wrong with it."""
    text = source.text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError:
        return DependencyProblem("the file is not UTF-8, which TOML has to be", Span(0, 0))
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        at = len(source.text)
        if match:
            line = min(int(match[1]), source.lines.line_count)
            at = min(source.lines.line_span(line).start + int(match[2]) - 1, len(source.text))
        return DependencyProblem(f"the file is no TOML: {error}", Span(at, at))
    except RecursionError:
        return DependencyProblem("the file nests too deep to be read", Span(0, 0))


def read_pyproject(source: Source) -> DependencyFile:
    """Read a ``pyproject.toml``."""
    data = toml_of(source)
    if isinstance(data, DependencyProblem):
        return DependencyFile(source, "pyproject", problems=(data,))
    return _Reader(source, data).read()


def read_script(source: Source) -> DependencyFile:
    """Read the metadata in a script (PEP 723); nothing where there is none."""
    blocks = [match for match in _SCRIPT.finditer(source.text) if match["type"] == "script"]
    if len(blocks) != 1:
        problems = (
            (DependencyProblem("the file has two blocks of script metadata", Span(0, 0)),)
            if blocks
            else ()
        )
        return DependencyFile(source, "script", problems=problems)
    block = blocks[0]
    content = "".join(
        line[2:] if line.startswith("# ") else line[1:]
        for line in block["content"].splitlines(keepends=True)
    )
    inner = Source(source.path, content)
    data = toml_of(inner)
    if isinstance(data, DependencyProblem):
        at = Span(block.start(), block.end())
        return DependencyFile(source, "script", problems=(data._replace(span=at),))
    reader = _Reader(source, data)
    reader.listed(data.get("dependencies"), "", None)
    return DependencyFile(
        source,
        "script",
        requirements=tuple(reader.requirements),
        python=_text(data.get("requires-python")),
        python_span=Places(source).text(_text(data.get("requires-python"))) or Span(0, 0),
        problems=tuple(reader.problems),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _default_groups(uv: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the groups that `[tool.uv] default-groups` names; None where it is not there."""
    named = uv.get("default-groups")
    if named == "all":
        return ("*",)
    if not isinstance(named, list):
        return None
    return tuple(canonical_name(each) for each in named if isinstance(each, str))


class _Reader:
    def __init__(self, source: Source, data: Mapping[str, Any]) -> None:
        self.source = source
        self.data = data
        self.places = Places(source)
        self.requirements: list[Requirement] = []
        self.problems: list[DependencyProblem] = []
        self.unknown: list[Unknown] = []
        self.references: list[Reference] = []
        self.indexes: list[str] = []
        self.after: dict[str, int] = {}

    def read(self) -> DependencyFile:
        data = self.data
        project, tool = _table(data.get("project")), _table(data.get("tool"))
        poetry = _table(tool.get("poetry"))
        table = self.span_of("project")
        self.listed(project.get("dependencies"), "", table)
        extras: dict[str, tuple[Requirement, ...]] = {}
        for name, listed in _table(project.get("optional-dependencies")).items():
            within = self.span_of("project.optional-dependencies") or table
            extras[canonical_name(name)] = self.listed(listed, canonical_name(name), within)
        self.groups(_table(data.get("dependency-groups")))
        self.poetry(poetry, extras)
        pdm, uv = _table(tool.get("pdm")), _table(tool.get("uv"))
        for name, listed in _table(pdm.get("dev-dependencies")).items():
            self.listed(listed, canonical_name(name), self.span_of("tool.pdm.dev-dependencies"))
        self.listed(uv.get("dev-dependencies"), "dev", self.span_of("tool.uv"))
        for name, environment in _table(_table(tool.get("hatch")).get("envs")).items():
            for key in ("dependencies", "extra-dependencies"):
                within = self.span_of(f"tool.hatch.envs.{name}")
                self.listed(_table(environment).get(key), f"hatch:{name}", within)
        for index in _listed(uv.get("index")):
            self.indexes.append(_text(_table(index).get("url")))
        for each in _listed(poetry.get("source")):
            self.indexes.append(_text(_table(each).get("url")))
        self.files_named(project, poetry)
        for key in filter(_text, _listed(project.get("dynamic"))):
            if key in {"dependencies", "optional-dependencies"}:
                self.unknown.append(Unknown(f"the build of the project works out its {key}"))
                self.dynamic_files(tool, key)
        build = _table(data.get("build-system"))
        needs, self.requirements = self.requirements, []
        self.listed(build.get("requires"), "build", self.span_of("build-system"))
        build_needs, self.requirements = self.requirements, needs
        python, span = self.python(project, poetry)
        has_project = bool(project or poetry)
        is_off = (
            uv.get("package") is False
            or poetry.get("package-mode") is False
            or pdm.get("distribution") is False
        )
        return DependencyFile(
            self.source,
            "pyproject",
            canonical_name(_text(project.get("name")) or _text(poetry.get("name"))),
            tuple(self.requirements),
            python=python,
            python_span=span,
            indexes=tuple(each for each in self.indexes if each),
            references=tuple(self.references),
            unknown=tuple(self.unknown),
            problems=tuple(self.problems),
            extras=extras,
            build=tuple(build_needs),
            is_package=has_project and not is_off and ("build-system" in data or bool(poetry)),
            backend=_text(build.get("build-backend")).partition(".")[0],
            default_groups=_default_groups(uv),
            optional_groups=tuple(
                canonical_name(name)
                for name, group in _table(poetry.get("group")).items()
                if _table(group).get("optional") is True
            ),
            leaves_python_open=not project or "requires-python" in _listed(project.get("dynamic")),
        )

    def span_of(self, table: str) -> Span | None:
        found = self.places.tables(table)
        return found[0] if found else None

    def listed(self, listed: object, group: str, within: Span | None) -> tuple[Requirement, ...]:
        """Take a list of requirements as PEP 508 writes them."""
        found: list[Requirement] = []
        for text in listed if isinstance(listed, list) else ():
            if not isinstance(text, str):
                continue
            span = self.place(text, within)
            read = read_requirement(text, span, group)
            if isinstance(read, str):
                self.problems.append(DependencyProblem(read, span))
            else:
                found.append(read)
        self.requirements += found
        return tuple(found)

    def place(self, text: str, within: Span | None) -> Span:
        """Return the next place of a text within a table: the same text may stand there twice."""
        key = f"{within}\0{text}"
        span = self.places.text(text, within, self.after.get(key, 0))
        if span is None:
            span = self.places.text(text, within) or self.places.text(text)
        if span is None:
            return Span(*(within or Span(0, 0)))
        self.after[key] = span.end
        return span

    def groups(self, groups: Mapping[str, Any]) -> None:
        """Take the dependency groups of PEP 735, those that they include put in."""
        names = {canonical_name(name): name for name in groups}
        within = self.span_of("dependency-groups")
        for name in groups:
            pending: list[tuple[str, tuple[str, ...]]] = [(name, (canonical_name(name),))]
            taken = 0
            while pending and taken < _MOST_GROUPS:
                taken += 1
                current, way = pending.pop()
                entries = groups[current]
                for entry in entries if isinstance(entries, list) else ():
                    if isinstance(entry, str):
                        self.listed([entry], canonical_name(name), within)
                        continue
                    wanted = canonical_name(_text(_table(entry).get("include-group")))
                    if wanted in way:
                        words = f"the dependency group `{name}` includes itself"
                        self.problems.append(DependencyProblem(words, self.place(wanted, within)))
                    elif wanted in names:
                        pending.append((names[wanted], (*way, wanted)))
                    else:
                        words = f"there is no dependency group `{wanted}`"
                        self.problems.append(DependencyProblem(words, self.place(wanted, within)))

    def poetry(self, poetry: Mapping[str, Any], extras: dict[str, tuple[Requirement, ...]]) -> None:
        main = _table(poetry.get("dependencies"))
        self.constraints(main, "", "tool.poetry.dependencies")
        self.constraints(
            _table(poetry.get("dev-dependencies")), "dev", "tool.poetry.dev-dependencies"
        )
        for name, group in _table(poetry.get("group")).items():
            self.constraints(
                _table(_table(group).get("dependencies")),
                canonical_name(name),
                f"tool.poetry.group.{name}.dependencies",
            )
        for name, listed in _table(poetry.get("extras")).items():
            wanted = {canonical_name(each) for each in _listed(listed) if isinstance(each, str)}
            extras[canonical_name(name)] = tuple(
                each._replace(group=canonical_name(name))
                for each in self.requirements
                if each.name in wanted and not each.group
            )

    def constraints(self, table: Mapping[str, Any], group: str, name: str) -> None:
        """Take a table of Poetry: names with constraints, in one of their forms."""
        within = self.span_of(name)
        for package, given in table.items():
            if canonical_name(package) == "python":
                continue
            forms = given if isinstance(given, list) else [given]
            span = self.places.key(package, within) or (within or Span(0, 0))
            for form in forms:
                self.constraint(package, form, group, span)

    def constraint(self, package: str, form: object, group: str, span: Span) -> None:
        table = _table(form)
        text = form if isinstance(form, str) else _text(table.get("version"))
        try:
            specifier = caret_range(text) if "||" not in text and " | " not in text else text
        except ValueError:
            words = f"{text!r} is no constraint on the version of {package}"
            self.problems.append(DependencyProblem(words, span))
            return
        url = next((_text(table.get(key)) for key in ("git", "url", "path") if key in table), "")
        markers = [_text(table.get("markers"))]
        if table.get("optional") is True:
            group = group or "optional"
        self.requirements.append(
            Requirement(
                canonical_name(package),
                specifier,
                tuple(sorted(canonical_name(e) for e in _listed(table.get("extras")) if _text(e))),
                " and ".join(each for each in markers if each),
                url,
                group,
                span,
                table.get("develop") is True,
                "path" in table,
            )
        )

    def python(self, project: Mapping[str, Any], poetry: Mapping[str, Any]) -> tuple[str, Span]:
        text = _text(project.get("requires-python"))
        if text:
            return text, self.places.key("requires-python", self.span_of("project")) or Span(0, 0)
        text = _text(_table(poetry.get("dependencies")).get("python"))
        if text:
            within = self.span_of("tool.poetry.dependencies")
            return python_range(text), self.places.key("python", within) or Span(0, 0)
        flit = _table(_table(_table(self.data.get("tool")).get("flit")).get("metadata"))
        text = _text(flit.get("requires-python"))
        within = self.span_of("tool.flit.metadata")
        return text, (self.places.key("requires-python", within) if text else None) or Span(0, 0)

    def files_named(self, project: Mapping[str, Any], poetry: Mapping[str, Any]) -> None:
        """Note the files that the build of the package reads because the file names them."""
        table, of_poetry = self.span_of("project"), self.span_of("tool.poetry")
        readme = project.get("readme")
        name = _text(readme) or _text(_table(readme).get("file"))
        if name:
            self.refer("readme", name, table)
        licence = project.get("license")
        if _text(_table(licence).get("file")):
            self.refer("licence", _text(_table(licence).get("file")), table)
        for each in _listed(project.get("license-files")):
            if _text(each):
                self.refer("licence-pattern", each, table)
        build = _table(_table(_table(self.data.get("tool")).get("hatch")).get("build"))
        wheel = _table(_table(build.get("targets")).get("wheel"))
        for each in (*_table(build.get("force-include")), *_table(wheel.get("force-include"))):
            self.refer("data", each, None)
        readmes = poetry.get("readme")
        for each in readmes if isinstance(readmes, list) else [readmes]:
            if _text(each):
                self.refer("readme", _text(each), of_poetry)

    def refer(self, kind: str, path: str, within: Span | None) -> None:
        self.references.append(Reference(kind, path, self.place(path, within)))

    def dynamic_files(self, tool: Mapping[str, Any], key: str) -> None:
        """Note the files that setuptools or a plug-in of Hatch takes dependencies from."""
        dynamic = _table(_table(tool.get("setuptools")).get("dynamic"))
        entries: Iterable[object] = [dynamic.get(key)]
        if key == "optional-dependencies":
            entries = _table(dynamic.get(key)).values()
        for entry in entries:
            files = _table(entry).get("file")
            for each in files if isinstance(files, list) else [files]:
                if _text(each):
                    self.refer("dynamic", _text(each), None)
        hooks = _table(_table(_table(tool.get("hatch")).get("metadata")).get("hooks"))
        listed = _table(hooks.get("requirements_txt")).get("files")
        for each in listed if isinstance(listed, list) else ():
            if key == "dependencies" and _text(each):
                self.refer("dynamic", _text(each), None)
