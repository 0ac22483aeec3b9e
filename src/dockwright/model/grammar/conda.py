"""The conda family: conda, mamba, micromamba, and pixi.

Sources: the command references of conda, mamba 2 and pixi.
"""

from __future__ import annotations

from dockwright.model.grammar.base import Grammar

__all__ = ["GRAMMARS"]

_SOLVE = """
    --name -n =; --prefix -p =; --channel -c =; --override-channels; --use-local; --file -f =
    --dry-run -d; --yes -y; --quiet -q; --json; --offline; --download-only; --no-deps
    --only-deps --deps-only; --no-pin; --copy; --insecure -k; --repodata-fn =; --experimental =
    --no-lock; --strict-channel-priority; --no-channel-priority; --show-channel-urls
    --force-reinstall; --no-show-channel-urls; --freeze-installed --no-update-deps; --update-deps
    --satisfied-skip-solve -S; --update-all --all; --update-specs; --clobber; --mkdir
    --solver --experimental-solver =; --channel-priority =; --use-index-cache -C
    --no-default-packages; --clone =; --platform --subdir =; --debug; --trace; --verbose -v
    --console =; --force --force-pkgs; --dev; --unknown; --revision =; --override-frozen; --strict
    --alias =; --freeze; --no-rc; --always-copy; --environment-specifier --env-spec --format =
    --relocate-prefix =
    """

_MICROMAMBA = """
    --ssl-verify =; --ssl-no-revoke; --cacert-path =; --retry-clean-cache; --repodata-ttl =
    --no-py-pin; --pyc; --no-pyc; --allow-uninstall; --no-allow-uninstall; --allow-downgrade
    --allow-softlinks; --always-softlink; --extra-safety-checks; --verify-artifacts; --category =
    --rc-file =; --no-env; --root-prefix -r =; --log-level =; --no-rc; --no-extra-safety-checks
    --safety-checks =; --trusted-channels =; --use-uv; --lockfile-category =; --experimental
    --use-parallel-downloads
    """

_RUN = """
    --name -n =; --prefix -p =; --verbose -v; --dev; --debug-wrapper-scripts; --cwd =
    --no-capture-output --live-stream; --attach -a =; --env -e =; --detach -d; --label =
    --clean-env
    """

_CLEAN = """
    --all -a; --index-cache -i; --packages -p; --tarballs -t; --force-pkgs-dirs -f; --tempfiles -c
    --logfiles -l; --yes -y; --dry-run -d; --quiet -q; --json; --verbose -v; --source-cache -s
    --locks; --trash
    """

_ENV = """
    --name -n =; --prefix -p =; --file -f =; --yes -y; --quiet -q; --json; --force; --prune
    --verbose -v; --dry-run -d; --solver =; --experimental-solver =; --no-default-packages
    --offline; --subdir --platform =; --channel -c =; --override-channels
    --format --environment-specifier --env-spec =
    """

_CONFIG = """
    --system; --env; --file =; --show ?; --show-sources; --validate; --describe; --write-default
    --get; --append; --prepend --add; --set; --remove; --remove-key =; --stdin; --name -n =
    --prefix -p =; --json; --force -f; --verbose -v; --quiet -q
    """

_SUBCOMMANDS = {
    "install": _SOLVE,
    "create": _SOLVE,
    "update": _SOLVE,
    "remove": _SOLVE,
    "clean": _CLEAN,
    "run": _RUN,
    "config": _CONFIG,
    "init": "--all; --install; --user; --no-user; --system; --reverse; --dry-run -d; --verbose -v",
    "env create": _ENV,
    "env update": _ENV,
    "env remove": _ENV,
    "env export": _ENV,
    "env list": "",
    "env config": "",
    "list": "--name -n =; --prefix -p =; --export -e; --explicit; --json; --full-name -f",
    "activate": "--stack; --no-stack",
    "build": "--channel -c =; --override-channels; --output-folder =; --python =; --no-test",
    "info": "--all -a; --envs -e; --json; --base",
}

_ALIASES = {"upgrade": "update", "uninstall": "remove"}
_COMMON = (
    "--help -h; --version -V; --no-plugins; --yes -y; --quiet -q; --verbose -v; --json; --debug"
)

_CONDA = Grammar(
    _COMMON,
    _SUBCOMMANDS,
    aliases=_ALIASES,
    abbreviates=True,
    stops=frozenset({"run"}),
)

_MICROMAMBA_SUBCOMMANDS = dict(_SUBCOMMANDS)
_MICROMAMBA_SUBCOMMANDS |= dict.fromkeys(
    ("install", "create", "update", "remove"), _SOLVE + _MICROMAMBA
)
_MICROMAMBA_SUBCOMMANDS |= {
    "shell init": "--shell -s =; --root-prefix -r =; --prefix -p =; --name -n =",
    "shell hook": "--shell -s =; --root-prefix -r =; --prefix -p =",
    "self-update": "",
    "config set": "",
    "config append": "",
    "config prepend": "",
    "config list": "",
}

_MAMBA = Grammar(
    _COMMON + _MICROMAMBA,
    _MICROMAMBA_SUBCOMMANDS,
    aliases=_ALIASES,
    stops=frozenset({"run"}),
)

_PIXI_INSTALL = """
    --manifest-path -m =; --frozen; --locked; --environment -e =; --all -a; --skip =
    --no-lockfile-update; --auth-file =; --pypi-keyring-provider =; --concurrent-downloads =
    --concurrent-solves =; --tls-no-verify; --use-environment-activation-cache; --clean-env
    --force-activate; --as-is; --no-install; --revalidate; --no-progress; --only =
    --skip-with-deps =
    """

_PIXI = Grammar(
    "--help -h; --version -V; --verbose -v; --quiet -q; --color =; --no-progress; --list",
    {
        "install": _PIXI_INSTALL,
        "add": _PIXI_INSTALL
        + """
            --pypi; --feature -f =; --platform -p =; --host; --build; --editable; --git -g =
            --branch =; --tag =; --rev =; --subdir -s =; --channel -c =
            """,
        "run": _PIXI_INSTALL + "--executable -x; --dry-run -n; --skip-deps",
        "global install": """
            --channel -c =; --platform -p =; --environment -e =; --expose =; --with =
            --force-reinstall
            """,
        "clean cache": "--yes -y; --pypi; --conda; --repodata; --mapping; --exec; --tool",
        "clean": "--environment -e =; --activation-cache; --manifest-path =",
        "config set": "--local -l; --system -s; --global -g",
        "exec": "--spec -s =; --channel -c =; --with -w =; --platform -p =",
        "init": "--channel -c =; --platform -p =; --import -i =; --format =",
    },
    aliases={"i": "install"},
    stops=frozenset({"run", "exec"}),
)

GRAMMARS = {
    "conda": _CONDA,
    "mamba": _MAMBA,
    "micromamba": _MAMBA,
    "pixi": _PIXI,
}
