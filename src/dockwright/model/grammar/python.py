"""Installers of Python packages, and python itself.

Sources: the programs' own ``--help`` (pip 23, uv 0.13) and the command references of the others.
"""

from __future__ import annotations

from dockwright.model.grammar.base import Grammar

__all__ = ["GRAMMARS"]

_PIP_INDEX = """
    --index-url -i --pypi-url =; --extra-index-url =; --no-index; --find-links -f =
    --no-binary =; --only-binary =; --prefer-binary; --require-hashes; --pre; --constraint -c =
    --requirement -r =; --requirements-from-script =; --no-deps --no-dependencies; --editable -e =
    --src --source --source-dir --source-directory =; --global-option =; --build-option =
    --config-settings --config-setting -C =; --use-pep517; --no-use-pep517; --build-constraint =
    --no-build-isolation; --check-build-dependencies; --ignore-requires-python; --progress-bar =
    --platform =; --python-version =; --implementation =; --abi =; --no-clean; --build -b =
    --group =; --process-dependency-links; --use-wheel; --no-use-wheel; --all-releases =
    --only-final =; --uploaded-prior-to =
    """

_PIP = Grammar(
    """
    --help -h; --debug; --isolated; --require-virtualenv --require-venv; --python =; --verbose -v
    --version -V; --quiet -q; --log --log-file --local-log =; --no-input; --keyring-provider =
    --proxy =; --retries =; --timeout --default-timeout =; --exists-action =; --trusted-host =
    --cert =; --client-cert =; --cache-dir =; --no-cache-dir; --disable-pip-version-check
    --no-color; --no-python-version-warning; --use-feature =; --use-deprecated =
    --resume-retries =
    """,
    {
        "install": _PIP_INDEX
        + """
            --dry-run; --target -t =; --user; --no-user; --root =; --prefix =; --upgrade -U
            --upgrade-strategy =; --force-reinstall; --ignore-installed -I; --break-system-packages
            --compile; --no-compile; --no-warn-script-location; --no-warn-conflicts; --report =
            --install-option =; --root-user-action =; --egg; --download -d =; --no-install
            """,
        "download": _PIP_INDEX + "--dest --destination-dir --destination-directory -d =",
        "wheel": _PIP_INDEX + "--wheel-dir -w =",
        "uninstall": """
            --requirement -r =; --yes -y; --root-user-action =; --break-system-packages
            """,
        "cache purge": "",
        "cache dir": "",
        "cache remove": "",
        "config set": "--global; --user; --site; --editor =",
        "config unset": "--global; --user; --site; --editor =",
        "config list": "--global; --user; --site; --editor =",
        "config get": "--global; --user; --site; --editor =",
        "freeze": "--all; --local -l; --user; --path =; --exclude =; --requirement -r =",
        "list": "--format =; --outdated -o; --path =; --local -l; --user",
    },
    abbreviates=True,
)

_UV_BUILD = """
    --index =; --default-index =; --index-url -i =; --extra-index-url =; --find-links -f =
    --no-index; --index-strategy =; --keyring-provider =; --upgrade -U; --upgrade-package -P =
    --upgrade-group =; --resolution =; --prerelease =; --prerelease-package =; --fork-strategy =
    --exclude-newer =; --exclude-newer-package =; --no-sources; --no-sources-package =
    --reinstall --force-reinstall; --reinstall-package =; --link-mode =
    --compile-bytecode --compile; --no-compile-bytecode --no-compile
    --config-setting -C --config-settings =; --config-settings-package =; --no-build-isolation
    --no-build-isolation-package =; --build-isolation; --no-build; --no-build-package =
    --no-binary-package =; --refresh; --refresh-package =; --python -p =; --torch-backend =
    --python-platform =; --python-version =; --pre; --require-build-hashes
    --no-require-build-hashes; --no-upgrade; --no-reinstall; --no-refresh
    """

_UV_PROJECT = (
    _UV_BUILD
    + """
    --extra =; --all-extras; --no-extra =; --dev; --no-dev; --only-dev; --group =; --no-group =
    --no-default-groups; --only-group =; --all-groups; --no-editable; --no-editable-package =
    --inexact; --exact; --active; --no-install-project; --no-install-workspace --no-install-local
    --no-install-package =; --locked; --frozen; --dry-run; --all-packages; --package =; --script =
    --check; --output-format =; --no-binary; --no-sync
    --only-install-project; --only-install-workspace; --only-install-local; --only-install-package =
    """
)

_UV_PIP = (
    _UV_BUILD
    + """
    --requirement --requirements -r =; --constraint --constraints -c =; --override --overrides =
    --excludes =; --build-constraint --build-constraints -b =; --no-deps; --require-hashes
    --no-verify-hashes; --verify-hashes; --system; --break-system-packages
    --no-break-system-packages; --target -t =; --prefix =; --no-binary =; --only-binary =; --exact
    --strict; --dry-run; --check; --output-format =; --user; --extra =; --all-extras; --group =
    --cert =; --editable -e =; --no-editable; --no-editable-package =; --allow-empty-requirements
    --disable-pip-version-check; --prefer-binary; --progress-bar =
    """
)

_UV = Grammar(
    """
        --no-cache -n --no-cache-dir; --cache-dir =; --managed-python; --no-managed-python
        --no-python-downloads; --python-preference =; --python-fetch =; --quiet -q; --verbose -v
        --color =; --system-certs --native-tls; --no-native-tls; --offline
        --allow-insecure-host --trusted-host =; --no-progress; --directory =; --project =
        --config-file =; --no-config; --help -h; --version -V; --preview; --no-preview
        --preview-features --preview-feature =; --allow-python-downloads
        """,
    {
        "pip install": _UV_PIP,
        "pip sync": _UV_PIP,
        "pip compile": _UV_PIP + "--output-file -o =; --generate-hashes; --universal",
        "pip uninstall": """
            --requirement --requirements -r =; --python -p =; --system; --break-system-packages
            --target -t =; --prefix =; --yes -y; --dry-run
            """,
        "sync": _UV_PROJECT,
        "add": _UV_PROJECT
        + """
            --requirements --requirement -r =; --constraints --constraint -c =; --marker -m =
            --optional =; --editable; --raw --raw-sources; --bounds =; --rev =; --tag =; --branch =
            --lfs; --workspace; --no-workspace
            """,
        "remove": _UV_PROJECT,
        "lock": _UV_PROJECT,
        "export": _UV_PROJECT
        + "--format =; --output-file -o =; --no-hashes; --no-header; --no-emit-project",
        "run": _UV_PROJECT
        + """
            --module -m; --env-file =; --no-env-file; --with -w =; --with-editable =
            --with-requirements =; --isolated; --script -s; --gui-script; --no-project; --only-dev
            """,
        "venv": """
            --no-project; --seed; --clear -c; --force; --allow-existing; --prompt =
            --system-site-packages; --relocatable; --link-mode =; --python -p =; --index =
            --default-index =; --index-url -i =; --extra-index-url =; --find-links -f =; --no-index
            --index-strategy =; --keyring-provider =; --exclude-newer =; --refresh
            """,
        "tool install": _UV_BUILD
        + """
            --with -w =; --with-requirements =; --editable -e; --with-editable =
            --with-executables-from =; --constraints --constraint -c =; --overrides =; --force
            --build-constraints -b =; --no-binary; --excludes =; --lfs
            """,
        "tool run": _UV_BUILD + "--from =; --with -w =; --with-requirements =; --isolated",
        "python install": """
            --install-dir -i =; --no-bin; --no-registry; --mirror =; --pypy-mirror =; --reinstall -r
            --force -f; --upgrade -U; --default; --python-downloads-json-url =; --compile-bytecode
            """,
        "python pin": "",
        "cache clean": "--force",
        "cache prune": "--ci; --force",
        "cache dir": "",
        "self update": "",
        "build": _UV_BUILD
        + "--wheel; --sdist; --no-deps; --out-dir -o =; --all-packages; --package =",
        "init": "--name =; --python -p =; --bare; --app; --lib; --package; --no-package",
    },
    stops=frozenset({"run", "tool run"}),
)

_POETRY = Grammar(
    """
    --help -h; --quiet -q; --version -V; --ansi; --no-ansi; --no-interaction -n; --no-plugins
    --no-cache; --directory -C =; --project -P =; --verbose -v -vv -vvv
    """,
    {
        "install": """
            --without =; --with =; --only =; --only-root; --sync; --no-root; --no-directory
            --dry-run; --extras -E =; --all-extras; --all-groups; --compile; --no-dev; --dev-only
            --remove-untracked
            """,
        "sync": """
            --without =; --with =; --only =; --only-root; --no-root; --no-directory; --dry-run
            --extras -E =; --all-extras; --all-groups; --compile
            """,
        "add": """
            --group -G =; --dev -D; --editable -e; --extras -E =; --optional ?; --python =
            --platform =; --source =; --allow-prereleases; --dry-run; --lock; --markers =
            """,
        "update": "--without =; --with =; --only =; --sync; --dry-run; --lock; --no-dev",
        "remove": "--group -G =; --dev -D; --dry-run; --lock",
        "export": """
            --format -f =; --output -o =; --without-hashes; --without-urls; --dev; --without =
            --with =; --only =; --extras -E =; --all-extras; --all-groups; --with-credentials
            """,
        "config": "--list; --unset; --local; --migrate",
        "lock": "--no-update; --check; --regenerate",
        "build": "--format -f =; --output -o =; --clean",
        "run": "",
        "cache clear": "--all",
        "cache list": "",
        "self add": "--editable -e; --extras -E =; --allow-prereleases; --source =; --dry-run",
        "self update": "--preview; --dry-run",
        "env use": "",
        "env info": "--path -p; --executable -e",
        "source add": "--default; --secondary; --priority -p =",
    },
    stops=frozenset({"run"}),
)

_PDM = Grammar(
    """
    --help -h; --version -V; --config -c =; --verbose -v; --quiet -q; --ignore-python -I
    --no-cache -n; --pep582 ?; --non-interactive -n
    """,
    {
        "install": """
            --project -p =; --global -g; --group -G --with =; --without =; --dev -d; --no-default
            --production --prod; --no-lock --frozen-lockfile; --lockfile -L =; --skip -k =
            --dry-run; --no-editable; --no-self; --no-isolation; --check; --fail-fast -x; --venv =
            --plugins; --no-dev; --config-setting -C =; --override =
            """,
        "sync": """
            --project -p =; --global -g; --group -G --with =; --without =; --dev -d; --no-default
            --production --prod; --lockfile -L =; --skip -k =; --dry-run; --no-editable; --no-self
            --no-isolation; --clean; --only-keep; --reinstall; --clean-unselected; --fail-fast -x
            --venv =; --no-clean; --no-dev
            """,
        "add": """
            --project -p =; --global -g; --group -G =; --dev -d; --no-sync; --editable -e =
            --unconstrained; --no-lock --frozen-lockfile; --no-editable; --no-self; --dry-run
            --lockfile -L =; --skip -k =; --venv =; --save-compatible; --save-exact; --save-minimum
            """,
        "update": "--project -p =; --no-lock; --no-sync; --group -G =; --unconstrained; --no-self",
        "run": "--project -p =; --global -g; --site-packages -s; --venv =; --env-file =; --list -l",
        "config": "--local -l; --delete -d; --project -p =; --global -g; --edit -e",
        "export": """
            --format -f =; --output -o =; --group -G =; --without-hashes; --production --prod
            """,
        "use": "--first -f; --ignore-remembered -i; --venv =; --project -p =",
        "cache clear": "",
        "cache info": "",
        "venv create": "--with =; --name -n =; --force -f; --with-pip; --prompt =",
        "self add": "--pip-args =",
    },
    stops=frozenset({"run"}),
    abbreviates=False,
)

_PIPENV = Grammar(
    """
    --where; --venv; --py; --envs; --rm; --bare; --man; --support; --site-packages; --python =
    --three; --two; --clear; --verbose -v; --pypi-mirror =; --version; --help -h; --quiet -q
    """,
    {
        "install": """
            --system; --code -c =; --deploy; --ignore-pipfile; --skip-lock; --editable -e =
            --dev -d; --requirements -r =; --extra-pip-args =; --index -i =; --categories =; --pre
            --keep-outdated; --selective-upgrade; --extra-index-url =; --extras =
            """,
        "sync": "--system; --bare; --dev -d; --user; --extra-pip-args =; --categories =; --clear",
        "update": "--dev -d; --outdated; --dry-run; --lock-only",
        "requirements": "--dev; --dev-only; --hash; --exclude-markers; --categories =",
        "lock": "--dev -d; --requirements -r; --pre; --keep-outdated; --categories =",
        "run": "",
    },
    stops=frozenset({"run"}),
)

_PIPX = Grammar(
    "--help -h; --quiet -q; --verbose -v; --version; --global",
    {
        "install": """
            --include-deps; --force -f; --suffix =; --python =; --preinstall =
            --system-site-packages; --index-url -i =; --editable -e; --pip-args =
            --fetch-missing-python; --global; --backend =
            """,
        "inject": """
            --include-apps; --include-deps; --force -f; --requirement -r =; --index-url -i =
            --editable -e; --pip-args =; --system-site-packages
            """,
        "run": "--no-cache; --pypackages; --spec =; --python =; --index-url -i =; --pip-args =",
        "ensurepath": "--force -f; --prepend",
    },
    stops=frozenset({"run"}),
    abbreviates=True,
)

_PYTHON = Grammar(
    """
        -c =; -m =; -W =; -X =; --check-hash-based-pycs =; -b; -B; -d; -E; -h --help; -i; -I; -O
        -OO; -P; -q; -s; -S; -u; -v; -V --version; -x; -?; -t; -3; -R
        """,
    permutes=False,
    finals=frozenset({"-c", "-m"}),
)

_VIRTUALENV = Grammar(
    """
        --help -h; --version; --verbose -v; --quiet -q; --python -p =; --clear; --no-vcs-ignore
        --reset-app-data; --system-site-packages; --symlinks; --copies --always-copy
        --without-pip --no-pip; --no-setuptools; --no-wheel; --seeder =; --no-seed; --download
        --no-download; --extra-search-dir =; --pip =; --setuptools =; --wheel =; --prompt =
        --creator =; --activators =; --discovery =; --app-data =; --with-traceback
        --read-only-app-data; --no-periodic-update; --upgrade-embed-wheels; --try-first-with =
        --symlink-app-data; --relocatable; --no-site-packages; --never-download; --upgrade-deps
        --upgrade
        """,
    abbreviates=True,
)

_EASY_INSTALL = Grammar(
    """
    --help -h; --upgrade -U; --install-dir -d =; --index-url -i =; --find-links -f =; --no-deps -N
    --always-unzip -Z; --user; --prefix =; --quiet -q; --verbose -v; --version; --editable -e
    --zip-ok -z; --multi-version -m; --script-dir -s =; --allow-hosts -H =
    """,
    abbreviates=True,
)

GRAMMARS = {
    "pip": _PIP,
    "uv": _UV,
    "uvx": Grammar(
        _UV.common + _UV_BUILD + "--from =; --with -w =; --with-requirements =; --isolated",
        permutes=False,
    ),
    "poetry": _POETRY,
    "pdm": _PDM,
    "pipenv": _PIPENV,
    "pipx": _PIPX,
    "python": _PYTHON,
    "pypy": _PYTHON,
    "virtualenv": _VIRTUALENV,
    "venv": _VIRTUALENV,
    "easy_install": _EASY_INSTALL,
}
