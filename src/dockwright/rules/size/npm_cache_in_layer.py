"""DW306: npm's or yarn's cache stays in a layer."""

from __future__ import annotations

from dockwright.model.actions import Uninstall
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after, environment_of, reaches_image
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact
from dockwright.rules.size._shared import leaves_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW306",
    "npm-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.INFO,
    aliases=("DL3060",),
    triggers=("npm", "yarn"),
    facts=("cache.npm", "cache.yarn"),
)
def npm_cache_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """Npm's or yarn's copies of what they download stay in a layer of the image.

    ## What it does

    Finds `npm install`, `npm ci` and `yarn install` in an image that is shipped, where the
    packages' archives stay in the tool's cache.

    ## Why it matters

    The archives are there besides the installed packages, and nothing in a container reads them.

    ## Example

    ```dockerfile bad
    FROM node:24-slim
    WORKDIR /srv
    COPY package.json package-lock.json ./
    RUN npm ci --omit=dev
    COPY server.js ./
    USER 10001
    CMD ["node", "server.js"]
    ```

    ## Instead

    ```dockerfile good
    FROM node:24-slim
    WORKDIR /srv
    COPY package.json package-lock.json ./
    RUN npm ci --omit=dev && npm cache clean --force
    COPY server.js ./
    USER 10001
    CMD ["node", "server.js"]
    ```

    A cache mount over `/root/.npm` keeps the layer clean as well.

    ## When it stays silent

    Where the same RUN cleans the cache; with a cache or tmpfs mount over it; in stages whose layers
    are not part of the built image; for pnpm, whose installed files are links to its store.

    ## Fix safety

    Appending the clean-up is safe.
    Where the RUN removes packages or npm's own files at its end, it goes before that.
    Refused where a later RUN installs with `--offline`, from this cache.

    ## With other rules

    DW301 does the same for pip.

    ## References

    - npm documentation, `npm cache`
    - hadolint DL3060
    """
    if not reaches_image(run):
        return
    for command in run.commands:
        install = install_of(command)
        if install is None or install.manager not in {"npm", "yarn"}:
            continue
        cache = ctx.kb.cache(install.manager)
        if cache is None:
            continue
        directory = install.cache_directory(environment_of(install))
        if isinstance(directory, str):
            cache = cache.replace(paths=(directory, *cache.paths))
        if leaves_cache(install, run, cache):
            yield ctx.report(
                install.own_span,
                f"what {install.manager} downloads stays in its cache, in this layer",
                help=_advice(install, run, cache.clean),
                impact=unknown_impact("no file of the project tells what the archives weigh"),
            )
            return


def _advice(install: Install, run: Run, clean: str | None) -> str:
    """Return where the clean-up goes: the program may be gone where the RUN ends."""
    if any(Uninstall.of(later) is not None for later in commands_after(install)):
        return f"Put `&& {clean}` after it, before the RUN removes packages"
    text, _ = run.script_text()
    if text.rstrip().endswith(";"):
        return f"End the RUN with `{clean}`"
    return f"End the RUN with `&& {clean}`"
