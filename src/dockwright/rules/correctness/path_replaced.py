"""DW129: PATH is set anew, and the system's own programs are not on it."""

from __future__ import annotations

from dockwright.model.instructions import Env
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_NEEDED = frozenset({"/bin", "/usr/bin"})


@rule(
    "DW129",
    "path-replaced",
    on=Env,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    triggers=("path",),
)
def path_replaced(env: Env, ctx: Context) -> Iterator[Diagnostic]:
    """ENV sets PATH without what was on it, so that the system's programs are not found.

    ## What it does

    Finds ENV PATH whose value neither takes over `$PATH` nor names `/usr/bin` or `/bin`.

    ## Why it matters

    From there on `ls`, `apt-get`, `python` and all else that is called by its name alone are "not
    found", in later steps and in the container; `docker exec` into it finds nothing either.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN python -m venv /opt/venv
    ENV PATH=/opt/venv/bin
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN python -m venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    On `scratch`, images without a shell and Windows; where a variable in the value may hold the
    rest; in stages that the build does not need.

    ## Fix safety

    Safe: `:$PATH` is put behind the value, where it hides nothing of what was found before.

    ## With other rules

    DW508 reports entries that lead nowhere.

    ## References

    - Dockerfile reference, ENV
    """
    stage = env.stage
    if stage is None or env.is_onbuild or stage.root.is_scratch or not stage.is_reachable:
        return
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and (not facts.has_shell or facts.distro == "windows"):
        return
    for pair in env.pairs:
        value = pair.value.known
        if pair.name.raw != "PATH" or not value or "$" in pair.value.raw or ";" in value:
            continue
        if not value.startswith("/") or not _NEEDED.isdisjoint(
            entry.rstrip("/") for entry in value.split(":")
        ):
            continue
        yield ctx.report(
            pair.value.span,
            "nothing of the system is on this PATH: programs such as `ls` and `env` are not found",
            help=f"Write `PATH={value}:$PATH`",
            about=env,
        )
