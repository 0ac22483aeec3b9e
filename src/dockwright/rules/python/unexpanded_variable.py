"""DW524: a variable in the exec form, which nothing puts a value in for."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Runnable
    from dockwright.rules.diagnostic import Diagnostic

_VARIABLE = re.compile(r"(?<![\\$])\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]*))")


@rule(
    "DW524",
    "unexpanded-variable",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the program gets a text in the place of a value",
    triggers=("cmd", "entrypoint"),
    facts=("contents.console-scripts", "contents.python-launchers"),
)
def unexpanded_variable(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""CMD or ENTRYPOINT in exec form holds a variable, which the program gets as it is written.

    ## What it does

    Looks at the JSON form of CMD and ENTRYPOINT where a Python program is started by it, and finds
    words such as `$PORT` among its arguments.

    ## Why it matters

    Variables are put in by a shell, and the JSON form runs none.
    The program sees the five characters `$PORT`, and ends with "invalid int value: '$PORT'" or
    listens nowhere.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir streamlit==1.41.0
    COPY app.py .
    USER 10001
    ENTRYPOINT ["streamlit", "run", "app.py", "--server.port=$PORT"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir streamlit==1.41.0
    COPY app.py .
    USER 10001
    ENTRYPOINT ["sh", "-c", "exec streamlit run app.py --server.port=$PORT"]
    ```

    ## When it stays silent

    For the shell form and for `sh -c`; for programs other than Python and those that Python
    packages bring, which may put in variables themselves; for scripts; for code after `-c`; for
    names in lower case, and for `$$` and `\$`.

    ## Fix safety

    Unsafe: with a shell in between, `*` and blanks in values mean something too.
    An entry point hands what it is given on, `"$@"`, as it did.
    Refused where the image has no shell, and for a variable in CMD beside an ENTRYPOINT.

    ## With other rules

    DW104 is about the shell form, for which this is a reason.

    ## References

    - docs.docker.com, "Dockerfile reference", shell and exec form
    """
    if not stage.is_target:
        return
    held = [each for each in stage.final_command() if each is not None]
    if not held or not all(each.is_exec_form for each in held):
        return
    known = ctx.kb.name_set("contents.console-scripts") | ctx.kb.name_set(
        "contents.python-launchers"
    )
    argv = held[0].argv
    if not argv or argv[0].raw.rpartition("/")[2] not in known or "-c" in _words(held):
        return
    for each in held:
        if each.stage is not stage:
            continue
        for word in each.argv:
            found = _VARIABLE.search(word.raw)
            if found is None:
                continue
            name = found[1] or found[2]
            program = argv[0].raw.rpartition("/")[2]
            yield ctx.report(
                word.span,
                f"no shell runs here, so {program} gets the text `{found[0]}` and not the "
                f"value of {name}",
                help="Put a shell before it, "
                f'`{held[0].keyword} ["sh", "-c", "exec {program} …"]`, '
                "or let the program read the variable",
            )
            return


def _words(held: list[Runnable]) -> set[str]:
    return {word.raw for each in held for word in each.argv}
