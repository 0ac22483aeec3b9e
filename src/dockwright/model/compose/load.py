"""Reading a Compose project: interpolation, include, extends, merge, schema, paths.

Nothing here raises for what stands in a file: what Compose refuses becomes a ``Problem`` with its
place, and whatever could be read is there.

Source: Compose specification; compose-go, package loader (behaviour).
"""

# Paths are strings throughout.
# ruff: noqa: PTH117, PTH118, PTH119, PTH120

from __future__ import annotations

import os.path
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.compose.canonical import canonical, cast, with_defaults
from dockwright.model.compose.merge import (
    CannotMerge,
    enforce_unicity,
    merge,
    reset_in,
    without_resets,
)
from dockwright.model.compose.schema import validate
from dockwright.model.compose.tree import Item, Path, Patterns, Problem, item_of, path_text
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import TemplateError, substitute, variables_in
from dockwright.syntax.dotenv import read_dotenv, read_raw
from dockwright.syntax.yaml import Mapping as MappingNode
from dockwright.syntax.yaml import Scalar, YamlStream, read_yaml
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dockwright.syntax.compose import Variable
    from dockwright.syntax.dotenv import DotenvFile

    Read = Callable[[str], bytes | Unknown]

__all__ = ["LoadOptions", "Loaded", "LoadedFile", "VariableUse", "load", "read_env_file"]

_MOST_FILES = 500
"""Files of one project, included and extended ones among them."""

_AS_UTF_8 = "Save the file as UTF-8, for example with `iconv -f latin1 -t utf-8`"
_RESOURCES = ("services", "volumes", "networks", "secrets", "configs", "models")


class LoadOptions(NamedTuple):
    """How a project is loaded.

    Attributes:
        environment: the variables that are set, as Compose would see them; None where that is not
            known: a variable that ``.env`` does not set is then ``Unknown``, not empty.
        reads_dotenv: whether ``.env`` beside the first file is read.
        env_files: files of variables that take the place of ``.env``, absolute.
        home: the home directory that ``~`` stands for; empty where it is not known.
        project_name: the project's name as given to Compose; empty where it is to be found.
        validates: whether the schema and the rules about single elements are checked.
        resolves_paths: whether relative paths become absolute.
    """

    environment: Mapping[str, str] | None = None
    reads_dotenv: bool = True
    env_files: tuple[str, ...] = ()
    home: str = ""
    project_name: str = ""
    validates: bool = True
    resolves_paths: bool = True


class LoadedFile(NamedTuple):
    """A file that the project was read from.

    Attributes:
        path: its absolute path.
        source: its text.
        stream: its YAML.
        role: ``main``, ``override``, ``include`` or ``extends``.
    """

    path: str
    source: Source
    stream: YamlStream
    role: str


class VariableUse(NamedTuple):
    """A variable in a scalar of a file.

    Attributes:
        variable: the reference.
        item: the scalar that it stands in.
        where: the keys that lead there.
        text: the scalar's text before interpolation.
        is_set: whether a source that is known sets it.
        origin: the absolute path of the file of variables that sets it; ``environment`` for the
            environment that Compose is started in, ``project`` for what Compose sets itself;
            empty where nothing that is known does.
    """

    variable: Variable
    item: Item
    where: Path
    text: str
    is_set: bool
    origin: str = ""

    def span_in(self, source: Source) -> Span:
        """Return the place of the reference in its file; the scalar's where that is not plain."""
        written = self.text[self.variable.start : self.variable.end]
        before = self.text[: self.variable.start].count(written)
        at = self.item.span.start
        for _ in range(before + 1):
            found = source.text.find(written, at, self.item.span.end)
            if found < 0:
                return self.item.span
            at = found + 1
        return Span(at - 1, at - 1 + len(written))


class Loaded(NamedTuple):
    """What loading gave.

    Attributes:
        root: the merged file with its short forms made long.
        directory: the project's directory, absolute.
        name: the project's name.
        known: the variables that are set for the main files.
        files: the files that were read, the main one first.
        dotenv: the file of variables beside the main file, where there is one.
        problems: what Compose refuses, in order of finding.
        variables: the variables that the files refer to.
    """

    root: Item
    directory: str
    name: str
    known: Mapping[str, str]
    files: tuple[LoadedFile, ...]
    dotenv: tuple[DotenvFile, ...]
    problems: tuple[Problem, ...]
    variables: tuple[VariableUse, ...]


class _NotKnown(Exception):  # noqa: N818 - an outcome
    pass


class _Failed(Exception):  # noqa: N818 - the rest of a file cannot be put together; it is reported
    pass


class _Scope(NamedTuple):
    """What holds while a file is read.

    Attributes:
        base: the directory that its references to files start from, absolute.
        known: the variables that are set.
        origins: where each of them is from, as ``VariableUse.origin``.
        included: the files on the way to it, for cycles.
    """

    base: str
    known: Mapping[str, str]
    origins: Mapping[str, str]
    included: tuple[str, ...] = ()


def load(
    sources: Sequence[tuple[str, Source]],
    directory: str,
    read: Read,
    options: LoadOptions | None = None,
) -> Loaded:
    """Load the files of a project, each merged over the ones before.

    Args:
        sources: the files by absolute path.
        directory: the project's directory, absolute.
        read: gives a further file's bytes.
        options: how.
    """
    return _Loader(read, options or LoadOptions(), directory).load(sources)


class _Loader:
    def __init__(self, read: Read, options: LoadOptions, directory: str) -> None:
        self.read = read
        self.options = options
        self.directory = directory
        self.problems: list[Problem] = []
        self.files: list[LoadedFile] = []
        self.variables: list[VariableUse] = []
        self.dotenv: list[DotenvFile] = []

    def load(self, sources: Sequence[tuple[str, Source]]) -> Loaded:
        known = dict(self.options.environment or {})
        origins = dict.fromkeys(known, "environment")
        paths = self.options.env_files
        if not paths and self.options.reads_dotenv:
            paths = (os.path.join(self.directory, ".env"),)
        for path in paths:
            self.take_variables(path, known, origins)
        name = self.project_name(sources, known)
        known["COMPOSE_PROJECT_NAME"] = name
        origins["COMPOSE_PROJECT_NAME"] = "project"
        scope = _Scope(self.directory, known, origins)
        root = Item({}, sources[0][0], Span(0, 0))
        for index, (path, source) in enumerate(sources):
            role = "override" if index else "main"
            root = self.file(path, source, role, scope, root)
        if not root.mapping and not self.problems:
            self.report(Problem("schema", "the file is empty", root))
        self.complete(root, self.directory if self.options.resolves_paths else None)
        return Loaded(
            root,
            self.directory,
            name,
            known,
            tuple(self.files),
            tuple(self.dotenv),
            tuple(self.problems),
            tuple(self.variables),
        )

    def at(self, base: str, path: str) -> str:
        """Return the absolute path of what a file names."""
        return os.path.normpath(os.path.join(base, _expanded(path, self.options.home)))

    def report(self, problem: Problem) -> None:
        self.problems.append(problem)

    def env_file(self, path: str, known: Mapping[str, str]) -> dict[str, str]:
        """Return what a file of variables sets; nothing where it is not there."""
        data = self.read(path)
        if isinstance(data, Unknown):
            return {}
        file = read_dotenv(Source.from_bytes(path, data), known.get)
        self.dotenv.append(file)
        if file.problem is not None:
            at = Item(None, path, file.problem.span)
            self.report(Problem("syntax", f"Compose cannot read it: {file.problem.message}", at))
        return file.values

    def take_variables(self, path: str, known: dict[str, str], origins: dict[str, str]) -> None:
        """Add what a file of variables sets and nothing set before."""
        for name, value in self.env_file(path, known).items():
            if name not in known:
                known[name] = value
                origins[name] = path

    def project_name(self, sources: Sequence[tuple[str, Source]], known: Mapping[str, str]) -> str:
        """Return the project's name: as given, as a file has it, or its directory's."""
        given = self.options.project_name or known.get("COMPOSE_PROJECT_NAME", "")
        if given:
            return given
        found = ""
        for _, source in sources:
            if not re.search(r"^[\"']?name[\"']?[ \t]*:", source.text, re.MULTILINE):
                continue  # reading a file twice costs more than looking at it
            for node in read_yaml(source).documents:
                name = node.get("name") if isinstance(node, MappingNode) else None
                if isinstance(name, Scalar) and name.text:
                    found = name.text
        try:
            found = substitute(found, known.get)
        except TemplateError:
            found = ""  # told where the file is read
        return _normal_name(found) or _normal_name(os.path.basename(self.directory))

    # -- one file ----------------------------------------------------------------------------

    def file(self, path: str, source: Source, role: str, scope: _Scope, base: Item) -> Item:
        """Read a file and merge its documents over ``base``."""
        if len(self.files) >= _MOST_FILES:
            self.report_limit()
            return base
        stream = read_yaml(source)
        self.files.append(LoadedFile(path, source, stream, role))
        for span in source.invalid_bytes()[:1]:
            words = "this byte is not UTF-8, which Compose refuses"
            self.report(Problem("syntax", words, Item(None, path, span), (), _AS_UTF_8))
        for problem in stream.problems:
            at = Item(None, path, problem.span)
            kind = "duplicate-key" if problem.kind == "duplicate-key" else "syntax"
            self.report(Problem(kind, problem.message, at))
        for node in stream.documents:
            item = item_of(node, path, self.told)
            if item is None or (item.value is None and len(stream.documents) > 1):
                continue
            if not isinstance(item.value, dict):
                if item.value is not None or not stream.problems:
                    words = f"the top of the file has to be a mapping, and is {item.kind}"
                    self.report(Problem("schema", words, item))
                continue
            base = self.document(item, path, scope, base, role)
        return base

    def told(self, kind: str, message: str, at: Item) -> None:
        self.report(Problem(kind, message, at))

    def document(self, item: Item, path: str, scope: _Scope, base: Item, role: str) -> Item:
        self.interpolate(item, scope, ())
        inner = scope._replace(included=(*scope.included, path))
        try:
            if role != "extends":
                self.include(item, inner)
            reset_in(base, item)
            if role != "extends":
                self.extend(item, path, inner)
                without_resets(item)
            merged = enforce_unicity(merge(base, item))
        except CannotMerge as error:
            self.report(error.problem)
            return base
        except _Failed:
            return base
        if self.options.validates and role != "extends":
            validate(merged, self.report)
        merged.mapping.pop("version", None)
        return enforce_unicity(canonical(merged, self.report))

    def report_limit(self) -> None:
        """Tell once that files are left out, where the project begins."""
        words = f"the project has more than {_MOST_FILES} files, of which the rest is not read"
        if not any(each.message == words for each in self.problems):
            at = Item(None, self.files[0].path, Span(0, 0))
            self.report(Problem("file", words, at))

    # -- interpolation -----------------------------------------------------------------------

    def interpolate(self, item: Item, scope: _Scope, where: Path) -> None:
        """Put variables' values in, everywhere below."""
        value = item.value
        if isinstance(value, dict):
            for key, each in value.items():
                self.interpolate(each, scope, (*where, key))
        elif isinstance(value, list):
            for each in value:
                self.interpolate(each, scope, (*where, "[]"))
        elif isinstance(value, str):
            item.value = self.interpolated(item, value, scope, where)

    def interpolated(self, item: Item, text: str, scope: _Scope, where: Path) -> object:
        known = scope.known
        bare: set[str] = set()
        for variable in variables_in(text):
            origin = scope.origins.get(variable.name, "")
            use = VariableUse(variable, item, where, text, variable.name in known, origin)
            self.variables.append(use)
            if not variable.operator:
                bare.add(variable.name)
        try:
            result = substitute(text, lambda name: self.look_up(name, known, bare))
        except _NotKnown as error:
            return Unknown(f"the variable {error} is set by nothing that is known")
        except TemplateError as error:
            if error.kind == "required" and self.options.environment is None:
                return Unknown(f"the variable {error.name} is set by nothing that is known")
            self.report(Problem("interpolation", f"{path_text(where)}: {error}", item, where))
            return Unknown(str(error))
        try:
            return cast(result, where)
        except ValueError as error:
            if result == "" and self.options.environment is None:
                return Unknown("it is empty as nothing sets its variable")
            self.report(Problem("interpolation", f"{path_text(where)}: {error}", item, where))
            return Unknown(str(error))

    def look_up(self, name: str, known: Mapping[str, str], bare: set[str]) -> str | None:
        """Return a variable's value; ``bare`` are those that stand somewhere without operator."""
        value = known.get(name)
        if value is None and self.options.environment is None and name in bare:
            raise _NotKnown(name)
        return value

    # -- include -----------------------------------------------------------------------------

    def include(self, item: Item, scope: _Scope) -> None:
        """Take in what ``include`` names."""
        listed = item.mapping.pop("include", None)
        if listed is None or listed.value is None:
            return
        if not isinstance(listed.value, list):
            words = f"`include` has to be a list, and is {listed.kind}"
            self.report(Problem("schema", words, listed, ("include",)))
            return
        for entry in listed.items:
            self.include_one(item, entry, scope)

    def include_one(self, item: Item, entry: Item, scope: _Scope) -> None:
        paths = _texts(entry.get("path") if isinstance(entry.value, dict) else entry)
        if not paths:
            return
        first = self.at(scope.base, paths[0].value)
        given = entry.get("project_directory")
        directory = os.path.dirname(first)
        if given is not None and isinstance(given.value, str):
            directory = self.at(scope.base, given.value)
        prefix = os.path.relpath(directory, scope.base)
        if first in scope.included:
            ways = " → ".join(os.path.basename(each) for each in (*scope.included, first))
            self.report(Problem("cycle", f"include leads back to where it began: {ways}", paths[0]))
            return
        inner = self.include_environment(entry, directory, scope)
        imported = Item({}, first, Span(0, 0))
        for number, place in enumerate(paths):
            path = self.at(scope.base, place.value)
            source = self.source_of(path, place, ("include",))
            if source is None:
                return
            role = "override" if number else "include"
            imported = self.file(path, source, role, inner, imported)
        self.complete(imported, prefix)
        self.take_in(imported, item)

    def include_environment(self, entry: Item, directory: str, scope: _Scope) -> _Scope:
        """Return what holds within what is included."""
        listed = _texts(entry.get("env_file"))
        known, origins = dict(scope.known), dict(scope.origins)
        if not listed and directory != self.directory:
            self.take_variables(os.path.join(directory, ".env"), known, origins)
        for place in listed:
            if place.value == "/dev/null":
                continue
            path = self.at(scope.base, place.value)
            if isinstance(self.read(path), Unknown):
                self.missing_file(path, place, ("include", "env_file"))
                continue
            self.take_variables(path, known, origins)
        return _Scope(directory, known, origins, scope.included)

    def take_in(self, source: Item, target: Item) -> None:
        for key in _RESOURCES:
            found = source.get(key)
            if found is None or not isinstance(found.value, dict):
                continue
            own = target.mapping.setdefault(key, found.like({}))
            if not isinstance(own.value, dict):
                continue
            for name, each in found.mapping.items():
                conflict = own.mapping.get(name)
                if conflict is None:
                    own.mapping[name] = each
                    continue
                reset_in(each, conflict)
                try:
                    own.mapping[name] = merge(each, conflict, (key, name))
                except CannotMerge as error:
                    self.report(error.problem)

    # -- extends -----------------------------------------------------------------------------

    def extend(self, item: Item, path: str, scope: _Scope) -> None:
        """Put together the services that extend others."""
        services = item.get("services")
        if services is None or not isinstance(services.value, dict):
            return
        for name in list(services.mapping):
            self.extended(name, services, path, scope, ())

    def extended(
        self, name: str, services: Item, path: str, scope: _Scope, seen: tuple[tuple[str, str], ...]
    ) -> Item | None:
        """Return a service with what it extends, and put it back."""
        service = services.mapping.get(name)
        if service is None or service.value is None:
            return None
        if not isinstance(service.value, dict):
            return service
        extends = service.get("extends")
        if extends is None or isinstance(extends.value, Unknown):
            return service
        where = ("services", name, "extends")
        reference = extends.get("service") if isinstance(extends.value, dict) else extends
        if reference is None or not isinstance(reference.value, str):
            words = f"services.{name}.extends names no service"
            self.report(Problem("schema", words, extends, where))
            return service
        wanted = reference.value
        file = extends.get("file")
        pool, at = services, path
        if file is not None and isinstance(file.value, str):
            at = self.at(scope.base, file.value)
            opened = self.open_extended(at, file, where, scope)
            if opened is None:
                return service
            pool = opened
        elif file is not None and file.value is not None:
            return service
        if wanted not in pool.mapping:
            words = (
                f"service `{name}` extends `{wanted}`, which {_place_of(at, path)} does not have"
            )
            self.report(Problem("reference", words, reference, where))
            return service
        if (at, name) in seen:
            ways = " → ".join([*(each for _, each in seen), name])
            self.report(Problem("cycle", f"extends leads back to where it began: {ways}", extends))
            raise _Failed
        base = self.extended(wanted, pool, at, scope, (*seen, (at, name)))
        if base is None or not isinstance(base.value, dict):
            return service
        base = base.copy()
        reset_in(base, service)
        merged = merge(base, service, ("services", "x"))
        merged = merged.like({k: v for k, v in merged.mapping.items() if k != "extends"})
        merged.span, merged.key_span, merged.path = service.span, service.key_span, service.path
        services.mapping[name] = merged
        return merged

    def open_extended(self, path: str, place: Item, where: Path, scope: _Scope) -> Item | None:
        """Return the services of a file that one is extended from."""
        source = self.source_of(path, place, where)
        if source is None:
            return None
        root = self.file(path, source, "extends", scope, Item({}, path, Span(0, 0)))
        services = root.get("services")
        if services is None or not isinstance(services.value, dict):
            words = f"{os.path.basename(path)} has no services to extend"
            self.report(Problem("reference", words, place, where))
            return None
        prefix = os.path.relpath(os.path.dirname(path), scope.base)
        _resolve_paths(root, _Base(prefix, self.options.home), ())
        return services

    def source_of(self, path: str, place: Item, where: Path) -> Source | None:
        data = self.read(path)
        if isinstance(data, Unknown):
            self.missing_file(path, place, where)
            return None
        known = next((file.source for file in self.files if file.path == path), None)
        return known or Source.from_bytes(path, data)

    def missing_file(self, path: str, place: Item, where: Path) -> None:
        data = self.read(path)
        reason = data.reason if isinstance(data, Unknown) else ""
        words = reason.removeprefix(path).strip() or "cannot be read"
        shown = place.text or os.path.basename(path)
        self.report(Problem("file", f"the file `{shown}` {words}", place, where))

    # -- after the merge ---------------------------------------------------------------------

    def complete(self, root: Item, directory: str | None) -> None:
        """Put in defaults, check single elements, resolve paths."""
        with_defaults(root)
        if self.options.validates:
            self.check_elements(root, ())
        if directory is not None:
            _resolve_paths(root, _Base(directory, self.options.home), ())

    def check_elements(self, item: Item, path: Path) -> None:
        check: Callable[[Item, Path], None] | None = {
            "external": self.check_external,
            "config": self.check_config,
            "secret": self.check_secret,
            "mount": self.check_mount,
            "port": self.check_port,
            "watch": self.check_watched,
            "device": self.check_device,
        }.get(_CHECKS.find(path) or "")
        if check is not None:
            check(item, path)
            return
        for key, each in item.mapping.items():
            self.check_elements(each, (*path, key))
        for each in item.items:
            self.check_elements(each, (*path, "[]"))

    def check_external(self, item: Item, path: Path) -> None:
        external = item.get("external")
        if external is None or external.value is not True:
            return
        for key, each in item.mapping.items():
            if key not in {"name", "external"} and not key.startswith("x-"):
                words = f"{path_text(path)} is external, and `{key}` has no effect on it"
                self.report(Problem("conflict", words, each, path))

    def check_config(self, item: Item, path: Path) -> None:
        self.check_content(item, path, ("file", "environment", "content"))

    def check_secret(self, item: Item, path: Path) -> None:
        self.check_content(item, path, ("file", "environment"))

    def check_content(self, item: Item, path: Path, keys: tuple[str, ...]) -> None:
        if not isinstance(item.value, dict):
            return
        given = [key for key in keys if key in item.value]
        if len(given) > 1:
            words = f"{path_text(path)} has both {' and '.join(f'`{key}`' for key in given)}"
            self.report(Problem("conflict", words, item.value[given[1]], path))
        elif not given and "driver" not in item.value and "external" not in item.value:
            names = ", ".join(f"`{key}`" for key in keys)
            words = f"{path_text(path)} does not say where its content is: one of {names}"
            self.report(Problem("schema", words, item, path))

    def check_port(self, item: Item, path: Path) -> None:
        address = item.get("host_ip")
        if address is None or not isinstance(address.value, str):
            return
        import ipaddress

        try:
            ipaddress.ip_address(address.value)
        except ValueError:
            words = f"{path_text(path)}: `{address.value}` is no IP address"
            self.report(Problem("schema", words, address, path))

    def check_mount(self, item: Item, path: Path) -> None:
        kind = item.get("type")
        if kind is not None and kind.value == "bind" and item.get("source") is None:
            words = f"{path_text(path)} is a bind mount and lacks `source`"
            self.report(Problem("schema", words, item, path))

    def check_watched(self, item: Item, path: Path) -> None:
        if item.value == "":
            self.report(Problem("schema", f"{path_text(path)} is empty", item, path))

    def check_device(self, item: Item, path: Path) -> None:
        count, ids = item.get("count"), item.get("device_ids")
        if count is not None and ids is not None:
            words = f"{path_text(path)} has both `count` and `device_ids`, of which one may stand"
            self.report(Problem("devices", words, count, path))


_CHECKS = Patterns(
    {
        "volumes.*": "external",
        "configs.*": "config",
        "secrets.*": "secret",
        "services.*.ports.*": "port",
        "services.*.volumes.*": "mount",
        "services.*.develop.watch.*.path": "watch",
        "services.*.deploy.resources.reservations.devices.*": "device",
        "services.*.gpus.*": "device",
    }
)


def read_env_file(
    path: str, read: Read, known: Mapping[str, str], form: str | None = None
) -> DotenvFile | Unknown:
    """Read a file of variables for a service; ``Unknown`` where it cannot be read.

    Args:
        path: its absolute path.
        read: gives its bytes.
        known: the variables that its values may refer to.
        form: what ``format`` says: ``raw``, or Compose's own where it says nothing.
    """
    data = read(path)
    if isinstance(data, Unknown):
        return data
    source = Source.from_bytes(path, data)
    return read_raw(source) if form == "raw" else read_dotenv(source, known.get)


def _normal_name(text: str) -> str:
    """Return a text as the name of a project: what cannot be in one left out."""
    return "".join(re.findall(r"[a-z0-9_-]", text.lower())).lstrip("_-")


def _texts(item: Item | None) -> list[Item]:
    """Return a text, or a list's texts."""
    if item is None:
        return []
    found = item.items if isinstance(item.value, list) else [item]
    return [each for each in found if isinstance(each.value, str)]


def _expanded(path: str, home: str) -> str:
    """Return a path with its ``~`` as Compose has it, which knows no other user's home."""
    return os.path.join(home, path[1:].lstrip("/")) if path.startswith("~") and home else path


def _place_of(path: str, own: str) -> str:
    return "the file" if path == own else os.path.basename(path)


# -- paths -------------------------------------------------------------------------------------


class _Base(NamedTuple):
    """What relative paths start from, and the home directory, empty where it is not known."""

    directory: str
    home: str


def _resolve_paths(item: Item, base: _Base, path: Path) -> None:
    """Make the relative paths below absolute, or relative to what ``base`` is relative to."""
    resolve: Callable[[Item, _Base], None] | None = _RESOLVERS.find(path)
    if resolve is not None:
        resolve(item, base)
        return
    for key, each in item.mapping.items():
        _resolve_paths(each, base, (*path, key))
    for each in item.items:
        _resolve_paths(each, base, (*path, "[]"))


def _resolve(item: Item, base: _Base) -> None:
    value = item.value
    if not isinstance(value, str) or not value:
        return
    if value.startswith("~"):
        value = os.path.normpath(_expanded(value, base.home)) if base.home else value
    elif not os.path.isabs(value) and not re.match(r"[A-Za-z]:[\\/]|\\\\", value):
        value = os.path.normpath(os.path.join(base.directory, value))
    item.value = value


def _resolve_context(item: Item, base: _Base) -> None:
    value = item.value
    if not isinstance(value, str) or is_remote_context(value) or value.startswith("service:"):
        return
    _resolve(item, base)


def is_remote_context(value: str) -> bool:
    """Tell whether a build context is an address or a name of another kind, no directory."""
    return "://" in value or value.startswith(("github.com/", "git@"))


def _resolve_mount(item: Item, base: _Base) -> None:
    kind, source = item.get("type"), item.get("source")
    if kind is not None and kind.value == "bind" and source is not None:
        _resolve(source, base)


def _resolve_options(item: Item, base: _Base) -> None:
    driver, options = item.get("driver"), item.get("driver_opts")
    if driver is None or driver.value != "local" or options is None:
        return
    how, device = options.get("o"), options.get("device")
    if how is not None and how.value == "bind" and device is not None:
        _resolve(device, base)


_RESOLVERS = Patterns(
    {
        "services.*.build.context": _resolve_context,
        "services.*.build.additional_contexts.*": _resolve_context,
        "services.*.build.ssh.*": _resolve,
        "services.*.env_file.*.path": _resolve,
        "services.*.label_file.*": _resolve,
        "services.*.extends.file": _resolve,
        "services.*.develop.watch.*.path": _resolve,
        "services.*.volumes.*": _resolve_mount,
        "configs.*.file": _resolve,
        "secrets.*.file": _resolve,
        "volumes.*": _resolve_options,
    }
)
