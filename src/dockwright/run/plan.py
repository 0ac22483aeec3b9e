"""What is to be done with each file: the settings that its configuration, and flags, add up to."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH112, PTH118, PTH120

from __future__ import annotations

import os

from dockwright.config.globs import PathPatterns
from dockwright.config.options import option_named
from dockwright.config.selection import (
    resolve_names,
    rule_options_of,
    select_rules,
    severities_of,
)
from dockwright.errors import ConfigError
from dockwright.rules.settings import CheckSettings
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from dockwright.config.load import ConfigFinder, Layer
    from dockwright.config.selection import Catalogue
    from dockwright.model.project import Project

__all__ = ["FilePlan", "Planner", "value_of"]

_SHARED = ("trusted-registries", "label-schema", "strict-labels")


def value_of(layers: Sequence[Layer], name: str) -> object:
    """Return an option's value: what the highest layer (the last) states, else its default.

    A path is made absolute with the directory of the layer that states it.
    """
    option = option_named(name)
    assert option is not None
    for layer in reversed(layers):
        if name in layer.values:
            value = layer.values[name]
            if option.kind == "path" and isinstance(value, str):
                return os.path.normpath(os.path.join(layer.base, value))
            return value
    return option.default


class FilePlan(NamedTuple):
    """How one file is checked.

    Attributes:
        settings: what the engine is told.
        severities: severities that findings are given, by code.
        honours_comments: whether comments may suppress findings.
        fingerprint: equal for equal plans.
        wants_fixes: whether findings are to carry their fixes.
        kind: what the file is; see ``FoundFile``.
    """

    settings: CheckSettings
    severities: Mapping[str, str]
    honours_comments: bool
    fingerprint: str
    wants_fixes: bool = False
    kind: str = "dockerfile"


class Planner:
    """Makes plans; what files share through their configuration is worked out once.

    Attributes:
        remarks: what to tell of the configuration, and whether that is a detail.
        wants_fixes: whether findings are to carry their fixes.
        told: what was learned elsewhere about a file, as fields of its settings, by its path.
    """

    __slots__ = (
        "_above",
        "_catalogue",
        "_finder",
        "_fixed",
        "_project",
        "_shared",
        "remarks",
        "told",
        "wants_fixes",
    )

    def __init__(
        self,
        catalogue: Catalogue,
        finder: ConfigFinder,
        above: Sequence[Layer],
        project: Project,
        *,
        fixed: Layer | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._finder = finder
        self._above = tuple(above)
        self._fixed = fixed
        self._project = project
        self._shared: dict[str | None, _Shared] = {}
        self.remarks: list[tuple[str, bool]] = []
        self.wants_fixes = False
        self.told: dict[str, dict[str, Any]] = {}

    def layers_for(self, directory: str) -> tuple[Layer, ...]:
        """Return the layers that count in a directory, lowest first.

        Raises:
            ConfigError: the configuration file that counts there is malformed.
        """
        found = self._fixed or self._finder.for_directory(directory)
        return self._above if found is None else (found, *self._above)

    def plan(self, path: str, kind: str = "dockerfile", *, is_alone: bool = False) -> FilePlan:
        """Return the plan for the file at an absolute path.

        Where no setting names the build context, it is the directory that the file is in;
        a file that ``is_alone`` has none.

        Raises:
            ConfigError: the configuration that counts for the file is malformed.
        """
        directory = os.path.dirname(path)
        shared = self.prepare(self.layers_for(directory))
        plan = shared.plan(path, None if is_alone else directory, self._project)
        if kind != plan.kind:
            plan = plan._replace(kind=kind, fingerprint=f"{plan.fingerprint}\0{kind}")
        told = self.told.get(path)
        if told:
            settings = plan.settings._replace(**told)
            fingerprint = f"{plan.fingerprint}\0{settings.canonical()}"
            plan = plan._replace(settings=settings, fingerprint=fingerprint)
        if not self.wants_fixes:
            return plan
        return plan._replace(fingerprint=f"{plan.fingerprint}\0fixes", wants_fixes=True)

    def prepare(self, layers: Sequence[Layer]) -> _Shared:
        """Work out what all files under these layers have in common.

        Raises:
            ConfigError: a layer names a rule, or an option of a rule, that does not exist.
        """
        origin = layers[0].origin if len(layers) > len(self._above) else None
        shared = self._shared.get(origin)
        if shared is None:
            shared = self._shared[origin] = _Shared(self._catalogue, layers, self.remarks)
        return shared


class _Shared:
    """What all files under one configuration have in common."""

    __slots__ = (
        "_base",
        "_fingerprint",
        "_has_context",
        "_honours_comments",
        "_per_file",
        "_severities",
    )

    def __init__(
        self, catalogue: Catalogue, layers: Sequence[Layer], remarks: list[tuple[str, bool]]
    ) -> None:
        for layer in layers:
            remarks += [(f"{layer.origin}: {remark}", True) for remark in layer.remarks]
        build_args: dict[str, str] = {}
        self._per_file: list[tuple[PathPatterns, frozenset[str]]] = []
        for layer in layers:
            pairs = layer.values.get("build-args")
            if isinstance(pairs, dict):
                build_args.update(pairs)
            ignores = layer.values.get("per-file-ignores")
            if isinstance(ignores, dict):
                for pattern, names in ignores.items():
                    codes = resolve_names(catalogue, layer, names, "per-file-ignores")
                    self._per_file.append((PathPatterns(layer.base, [pattern]), codes))
        context = _text(value_of(layers, "context"))
        platform = _text(value_of(layers, "platform"))
        _refuse_wrong_places(layers, context, platform)
        self._has_context = context is not None
        self._severities = severities_of(catalogue, layers)
        self._honours_comments = bool(value_of(layers, "suppression-comments"))
        shared_options: dict[str, object] = {}
        for name in _SHARED:
            if any(name in layer.values for layer in layers):
                shared_options[name] = value_of(layers, name)
        enabled = select_rules(catalogue, layers, remarks)
        self._base = CheckSettings(
            enabled=enabled - _without_their_option(catalogue, enabled, layers),
            profile=str(value_of(layers, "profile")),
            rule_options=rule_options_of(catalogue, layers),
            shared_options=shared_options,
            build_args=build_args,
            target=_text(value_of(layers, "target")),
            platform=platform,
            context=context,
        )
        self._fingerprint = (
            f"{self._base.canonical()}\n{sorted(self._severities.items())}"
            f"\n{self._honours_comments}"
        )

    def plan(self, path: str, directory: str | None, project: Project) -> FilePlan:
        enabled = self._base.enabled
        for patterns, codes in self._per_file:
            if patterns.match(path):
                enabled = enabled - codes
        context = self._base.context if self._has_context else directory
        fingerprint = f"{self._fingerprint}\0{context}\0{directory}"
        if enabled is not self._base.enabled:
            fingerprint += "\0" + ",".join(sorted(self._base.enabled - enabled))
        settings = self._base._replace(
            enabled=enabled,
            context=context,
            is_context_assumed=not self._has_context,
            project=project,
            dockerfile=path,
        )
        return FilePlan(settings, self._severities, self._honours_comments, fingerprint)


def _without_their_option(
    catalogue: Catalogue, enabled: frozenset[str], layers: Sequence[Layer]
) -> frozenset[str]:
    """Return the rules that have nothing to go by: what they need is not switched on."""
    return frozenset(
        [
            each.code
            for each in catalogue.rules
            if each.needs and each.code in enabled and not value_of(layers, each.needs)
        ]
    )


def _refuse_wrong_places(
    layers: Sequence[Layer], context: str | None, platform: str | None
) -> None:
    if context is not None and not os.path.isdir(context):
        name, word = "context", f"names no directory: {context}"
    elif platform is not None:
        from dockwright.model.platform import parse_platform

        parsed = parse_platform(platform)
        if not isinstance(parsed, str):
            return
        name, word = "platform", f"names no platform: {parsed}"
    else:
        return
    layer = next(layer for layer in reversed(layers) if name in layer.values)
    raise ConfigError(f"{name} {word}", place=layer.place_of(name))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
