"""The options of BuildKit's build checks: ``skip=…;error=…;experimental=…``.

They stand in the parser directive ``# check=``, in a comment right before an instruction, and in
the build argument ``BUILDKIT_DOCKERFILE_CHECK``.  Derived from BuildKit's ``linter`` (Apache-2.0).
"""

from __future__ import annotations

from dockwright.syntax.dockerfile.blanks import SPACE
from dockwright.syntax.dockerfile.mounts import parse_bool
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

__all__ = ["CHECK_ARGUMENT", "CheckOptions", "comment_options", "parse_check_options"]

CHECK_ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK"
"""The build argument that takes the place of the directive."""

_DIRECTIVE = re.compile(r"[cC][hH][eE][cC][kK][\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z")


class CheckOptions(NamedTuple):
    """Which checks are off, which experimental ones on, and whether a finding fails the build."""

    skip: tuple[str, ...] = ()
    skip_all: bool = False
    experimental: tuple[str, ...] = ()
    experimental_all: bool = False
    error: bool = False

    def merge(self, other: CheckOptions) -> CheckOptions:
        """Return these options with those of an instruction's comment added."""
        return CheckOptions(
            self.skip + other.skip,
            self.skip_all or other.skip_all,
            self.experimental + other.experimental,
            self.experimental_all or other.experimental_all,
            self.error,
        )

    def is_on(self, name: str, *, experimental: bool = False) -> bool:
        """Tell whether BuildKit runs the check of that name."""
        if experimental:
            return self.experimental_all or name in self.experimental
        return not (self.skip_all or name in self.skip)


def parse_check_options(text: str) -> CheckOptions | str:
    """Read the options; return BuildKit's message where it refuses them."""
    text = text.strip(SPACE)
    if not text:
        return CheckOptions()
    lists: dict[str, tuple[str, ...]] = {"skip": (), "experimental": ()}
    takes_all = {"skip": False, "experimental": False}
    error = False
    for part in text.split(";", 2):
        name, equals, value = part.partition("=")
        if not equals:
            return f'invalid check option "{part}"'
        name = name.strip(SPACE)
        value = value.strip(SPACE)
        if name in lists:
            if value == "all":
                takes_all[name] = True
            else:
                lists[name] = tuple(rule.strip(SPACE) for rule in value.split(","))
        elif name == "error":
            flag = parse_bool(value)
            if flag is None:
                return f'failed to parse check option "{part}"'
            error = flag
        else:
            return f'invalid check option "{name}"'
    return CheckOptions(
        lists["skip"], takes_all["skip"], lists["experimental"], takes_all["experimental"], error
    )


def comment_options(comments: tuple[str, ...]) -> CheckOptions | str | None:
    """Read the options among the comments before an instruction: BuildKit takes the first.

    Returns:
        the options; None where no comment gives any; BuildKit's message where they are malformed,
        in which case BuildKit goes on as if there were none.
    """
    for comment in comments:
        found = _DIRECTIVE.match(comment)
        if found is not None:
            # What follows a blank is a remark.
            return parse_check_options(found.group(1).partition(" ")[0])
    return None
