"""What the engine is told besides the file: which rules, their options, how it will be built."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dockwright.model.project import Project
    from dockwright.packages.read_wheels import ReadWheel
    from dockwright.packages.yanked import Yanked
    from dockwright.rules.base import Rule
    from dockwright.rules.registry import PlannedRule

__all__ = ["CheckSettings"]


class CheckSettings(NamedTuple):
    """Everything that decides, besides the text of the file, what a check finds.

    Attributes:
        enabled: the codes of the rules that run.
        profile: ``default``, ``strict``, ``hadolint`` or ``buildkit``; the last two give the
            rules their peers' meaning where it differs from ours.
        rule_options: the user's options by rule code, then by option name.
        shared_options: settings that several rules may take as an option of the same name.
        build_args: the build arguments given, by name.
        target: the stage to build, or None for the last one.
        platform: the platform to build for, such as ``linux/arm64``, or None.
        context: the absolute path of the build context's directory; None where the file stands
            alone, as text from standard input does.
        is_context_assumed: whether ``context`` is the file's directory for want of a setting; a
            Compose file that builds it from elsewhere then has the say.
        project: reads further files and remembers which; None where nothing may be read.
        dockerfile: the absolute path of the file that is checked; None where it is the path
            that the source shows, from the current directory.
        wheels: what the wheels of an install were read to need, by ``Install.asked_for``; empty
            where none were read.
        yanked: what the index has yanked of what is pinned, by package and version.
    """

    enabled: frozenset[str]
    profile: str = "default"
    rule_options: Mapping[str, Mapping[str, Any]] = {}
    shared_options: Mapping[str, Any] = {}
    build_args: Mapping[str, str] = {}
    target: str | None = None
    platform: str | None = None
    context: str | None = None
    is_context_assumed: bool = False
    project: Project | None = None
    dockerfile: str | None = None
    wheels: Mapping[str, tuple[ReadWheel, ...]] = {}
    yanked: Mapping[tuple[str, str], Yanked] = {}

    def options_of(self, rule: Rule[Any] | PlannedRule) -> Mapping[str, Any]:
        """Return a rule's options: its table, else the shared settings, else its defaults."""
        if not rule.options:
            return rule.options
        own = self.rule_options.get(rule.code, {})
        shared = self.shared_options
        return {
            name: own[name] if name in own else shared.get(name, default)
            for name, default in rule.options.items()
        }

    def canonical(self) -> str:
        """Return a text that is equal for equal settings, whatever ``project``, ``dockerfile``."""
        return repr(
            (
                sorted(self.enabled),
                self.profile,
                _sorted(self.rule_options),
                _sorted(self.shared_options),
                _sorted(self.build_args),
                self.target,
                self.platform,
                self.context,
                self.is_context_assumed,
                _sorted(self.wheels),
                _sorted(self.yanked),
            )
        )


def _sorted(value: Any) -> Any:
    """Return a value whose ``repr`` does not depend on the order of keys."""
    if hasattr(value, "items"):
        return [(key, _sorted(value[key])) for key in sorted(value)]
    if isinstance(value, (list, tuple)):
        return [_sorted(item) for item in value]
    return value
