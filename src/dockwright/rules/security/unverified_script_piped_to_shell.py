"""DW409: what is downloaded is run at once."""

from __future__ import annotations

from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._downloads import address_of, host_of, scripts_run_at_once
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_HELP = (
    "Take a version of the script by its full address, check it with `sha256sum -c`, then run it; "
    "or copy the program from the tool's own image"
)


@rule(
    "DW409",
    "unverified-script-piped-to-shell",
    on=Run,
    family=Family.SECURITY,
    severity=Severity.INFO,
    triggers=("curl", "wget"),
    facts=("security.script-interpreters", "security.installer-alternatives"),
)
def unverified_script_piped_to_shell(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A downloaded script is run before anything could check it.

    ## What it does

    Finds downloads that go straight into a shell or another interpreter: `curl … | sh`,
    `sh -c "$(curl …)"`, `bash <(curl …)`.

    ## Why it matters

    The build runs whatever the server answers on that day, as root.
    Nobody can tell afterwards what it was, and the next build without cache may run something else.
    A download that breaks off half-way runs the half that came.

    ## Example

    ```dockerfile bad
    FROM buildpack-deps:trixie-curl
    SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    RUN curl --fail --location https://tool.example/install.sh | sh
    USER 10001
    CMD ["/opt/tool/bin/tool"]
    ```

    ## Instead

    ```dockerfile good
    FROM buildpack-deps:trixie-curl
    ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \
        https://tool.example/1.4.2/install.sh /tmp/install.sh
    RUN sh /tmp/install.sh
    USER 10001
    CMD ["/opt/tool/bin/tool"]
    ```

    ## When it stays silent

    Where the address names a version or a commit, so that it is meant to stay the same; where the
    interpreter is given a program of its own and only reads data (`| python -c …`, `| node x.js`);
    and for plain `http://`, which DW414 takes up.

    ## Fix safety

    Unsafe, where the publisher keeps each release's script at an address of its own, as uv's does:
    the address gets the release that is the newest on the day of the knowledge base, and only the
    author knows which one is meant.
    In place of NodeSource's script, from Node.js 18 on, stands what it does: the repository with
    its key, which must serve the base image's distribution, and its packages before others.
    Refused elsewhere: the checksum must come from someone who read the script, and many tools have
    an image to copy from or a package instead.

    ## With other rules

    DW414 reports the same over plain `http://`, where anybody on the way can write the script.
    DW405 reports downloads whose certificate is not checked.

    ## References

    - Docker's building best practices, "Dockerfile instructions"
    - curl(1), "--fail"
    """
    for command, download in scripts_run_at_once(run, ctx.kb):
        address = address_of(download)
        if address.startswith("http://") or _is_pinned(address):
            continue
        host = host_of(address)
        source = f"`{host}`" if host and "$" not in host else "the server"
        yield ctx.report(
            download.own_span,
            f"what {source} answers on the day of the build is run by `{command.program}` unseen",
            help=ctx.kb.mapping("security.installer-alternatives").get(host, _HELP),
        )


def _is_pinned(address: str) -> bool:
    """Tell whether an address names a version or a commit."""
    path = address.partition("://")[2].partition("/")[2]
    return bool(re.search(r"(?:^|[/_v@=-])\d+\.\d+|[0-9a-f]{40}", path)) or "$" in path
