"""DW123: the shell takes the version that a package is to have for a redirection."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.syntax.shell.nodes import Redirect, ShellWord

_VERSION = re.compile(r"=?\d+(?:\.(?:\d+|\*|x))*(?:[-.+_]?[a-z]{1,5}\.?\d*)?,?|=\$.*", re.DOTALL)
"""What stands behind ``<`` or ``>`` in a version, ``=`` included: people name no file so."""
_FILE = re.compile(r"\.(?:log|txt|out|err|toml|in)\b")


@rule(
    "DW123",
    "version-read-as-redirection",
    on=Install,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    aliases=("SC2210",),
    triggers=("<", ">"),
    given=("simple.redirects",),
)
def version_read_as_redirection(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """An install's `package>=version` stands without quotes, and the shell redirects.

    ## What it does

    Finds packages with a bound on their version, such as `numpy>=1.26` or `flask<3`, that are not
    quoted where a shell reads them.

    ## Why it matters

    `<` and `>` mean files to a shell, with or without blanks around them.
    `numpy>=1.26` installs `numpy`, in whatever version, and what the program prints goes into a
    file named `=1.26` in the working directory, which is then in the image.
    `flask<3` reads its input from a file named `3`; there is none, and the step fails.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir numpy>=1.26
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir "numpy>=1.26"
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For redirections with a blank before them and for those into a file whose name is not made as a
    version is: `pip install numpy>install.log`.
    For apt, which knows no bounds.
    In JSON form no shell reads the words.

    ## Fix safety

    Quotes are put around the package and its bounds.
    Safe where a bound has `<` and the step fails without them.
    Unsafe for `>`, and where the step goes on: another version may be installed than before.
    Refused where the package or a bound has quotes of its own.

    ## With other rules

    DW516 asks for versions where a package has none; quoted, this one has bounds.

    ## References

    - POSIX.1-2024, Shell Command Language, 2.7 Redirection
    - pip documentation, "Requirement Specifiers"
    """
    if install.manager == "apt":
        return
    for bound in bounds(install):
        text = ctx.dockerfile.source.text[bound.span.start : bound.span.end].rstrip(",")
        text = re.sub(r"[\\`]\s*\n\s*", "", text)
        where = "input from a file" if bound.fails else "output into a file"
        yield ctx.report(
            bound.span,
            f"the shell reads `{text}` as `{bound.word.raw}` with its {where}",
            help="Put the package and its version into quotes",
            severity=None if bound.fails else Severity.WARNING,
            about=install,
        )


class Bound(NamedTuple):
    """A package, and the redirections that are meant as bounds on its version."""

    word: ShellWord
    redirects: tuple[Redirect, ...]

    @property
    def span(self) -> Span:
        """Return where both stand."""
        return Span(self.word.span.start, self.redirects[-1].span.end)

    @property
    def fails(self) -> bool:
        """Tell whether a bound reads from a file that is not there."""
        return any(each.operator == "<" for each in self.redirects)


def bounds(command: Command) -> Iterator[Bound]:
    """Yield the words of a command with the redirections that are joined to them as versions."""
    by_start = {each.span.start: each for each in command.simple.redirects}
    for word in command.words[1:]:
        found: list[Redirect] = []
        end = word.span.end
        while (each := by_start.get(end)) is not None and _is_version(each):
            found.append(each)
            end = each.span.end
        if found and not word.raw.startswith("-") and not _FILE.search(word.raw):
            yield Bound(word, tuple(found))


def _is_version(redirect: Redirect) -> bool:
    return (
        redirect.operator in {"<", ">"}
        and redirect.descriptor is None
        and redirect.target is not None
        and redirect.target.span.start == redirect.span.start + 1
        and _VERSION.fullmatch(redirect.target.raw) is not None
        and not _FILE.search(redirect.target.raw)
    )
