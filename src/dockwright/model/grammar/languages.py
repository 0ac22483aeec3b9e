"""Package managers of JavaScript, Ruby, Go, Rust, PHP and Homebrew.

Sources: each program's own command reference.
"""

from __future__ import annotations

from dockwright.model.grammar.base import Grammar

__all__ = ["GRAMMARS"]

_NPM_COMMON = """
    --global -g; --prefix -C =; --registry =; --cache =; --loglevel =; --silent -s; --quiet -q
    --verbose -d; --production; --only =; --also =; --omit =; --include =; --save -S
    --save-prod -P; --save-dev -D; --save-optional -O; --save-peer; --save-exact -E; --no-save
    --no-audit; --no-fund; --no-optional; --no-package-lock; --no-progress; --force -f
    --legacy-peer-deps; --strict-peer-deps; --ignore-scripts; --unsafe-perm ?; --yes -y; --json
    --long -l; --dry-run; --offline; --prefer-offline; --prefer-online; --userconfig =
    --location -L =; --tag =; --workspace -w =; --workspaces; --include-workspace-root; --audit ?
    --fund ?; --progress ?; --help -h; --version -v; --no-bin-links; --install-strategy =
    --global-style; --legacy-bundling; --engine-strict; --package-lock-only; --no-update-notifier
    --fetch-retries =; --fetch-timeout =; --maxsockets =; --audit-level =; --build-from-source ?
    --network-timeout =; --strict-ssl ?; --cafile =; --ca =; --proxy =; --https-proxy =
    --target =; --arch =; --fetch-retry-mintimeout =; --fetch-retry-maxtimeout =; --script-shell =
    --install-links; --scope =; --package -p =; --call -c =; --if-present; --foreground-scripts
    --python =; --color ?
    """

_NPM = Grammar(
    _NPM_COMMON,
    {
        "install": "",
        "ci": "",
        "update": "",
        "uninstall": "",
        "run": "",
        "exec": "",
        "cache clean": "",
        "cache verify": "",
        "config set": "",
        "config get": "",
        "config delete": "",
    },
    aliases={
        "i": "install",
        "in": "install",
        "ins": "install",
        "inst": "install",
        "insta": "install",
        "instal": "install",
        "isnt": "install",
        "isnta": "install",
        "isntal": "install",
        "isntall": "install",
        "add": "install",
        "clean-install": "ci",
        "ic": "ci",
        "install-clean": "ci",
        "isntall-clean": "ci",
        "up": "update",
        "upgrade": "update",
        "udpate": "update",
        "un": "uninstall",
        "unlink": "uninstall",
        "remove": "uninstall",
        "rm": "uninstall",
        "r": "uninstall",
        "run-script": "run",
        "rum": "run",
        "urn": "run",
        "c": "config",
        "clear": "clean",
    },
    stops=frozenset({"exec"}),
    abbreviates=True,
    negates=True,
)

_YARN_COMMON = """
    --cwd =; --cache-folder =; --modules-folder =; --registry =; --network-timeout =; --silent -s
    --frozen-lockfile; --immutable; --immutable-cache; --pure-lockfile; --production --prod ?
    --non-interactive; --no-progress; --ignore-scripts; --ignore-engines; --ignore-optional
    --ignore-platform; --no-lockfile; --offline; --prefer-offline; --force; --flat; --har
    --link-duplicates; --verbose; --network-concurrency =; --mutex =; --json; --help -h
    --version -v; --check-files; --skip-integrity-check; --no-bin-links; --inline-builds; --mode =
    --no-default-rc; --use-yarnrc =; --global-folder =; --prefix =; --check-cache
    --refresh-lockfile; --no-node-version-check; --strict-semver
    """

_YARN = Grammar(
    _YARN_COMMON,
    {
        "install": "",
        "add": """
            --dev -D; --peer -P; --optional -O; --exact -E; --tilde -T; --caret -C
            --ignore-workspace-root-check -W
            """,
        "global add": "--exact -E; --tilde -T; --latest",
        "global remove": "",
        "global bin": "",
        "remove": "--ignore-workspace-root-check -W",
        "upgrade": "--latest -L; --pattern -P =; --scope -S =; --exact -E",
        "cache clean": "--all; --mirror",
        "cache dir": "",
        "cache list": "",
        "config set": "--home -H; --global -g",
        "workspaces focus": "--all -A",
        "run": "",
    },
    negates=True,
)

_PNPM = Grammar(
    _NPM_COMMON
    + """
        --dir -C =; --filter -F =; --recursive -r; --frozen-lockfile ?; --prod --production -P
        --dev -D; --shamefully-hoist; --store-dir =; --reporter =; --workspace-root -w
        --lockfile-only; --no-lockfile; --no-frozen-lockfile; --modules-dir =
        --virtual-store-dir =; --optional; --legacy; --config =; --package-import-method =
        --side-effects-cache; --child-concurrency =; --fix-lockfile; --aggregate-output
        """,
    {
        "install": "",
        "add": "--save-exact -E; --save-optional -O; --workspace; --allow-build =",
        "fetch": "",
        "update": "--latest -L; --interactive -i",
        "remove": "",
        "run": "",
        "exec": "",
        "deploy": "",
        "dlx": "--package =",
        "store prune": "--force",
        "store path": "",
        "config set": "",
        "setup": "",
    },
    aliases={"i": "install", "up": "update", "rm": "remove", "upgrade": "update"},
    stops=frozenset({"exec", "dlx"}),
    negates=True,
)

_BUN = Grammar(
    """
        --global -g; --production -p; --frozen-lockfile; --no-save; --dry-run; --force -f
        --cache-dir =; --no-cache; --silent; --verbose; --no-progress; --no-summary
        --ignore-scripts; --registry =; --cwd =; --dev -d -D --development; --optional; --peer
        --exact -E; --omit =; --help -h; --version -v; --yarn -y; --config -c =; --no-verify
        --backend =; --concurrent-scripts =; --linker =
        """,
    {"install": "", "add": "", "remove": "", "update": "", "run": "", "pm cache": "", "ci": ""},
    aliases={"i": "install", "a": "add"},
)

_GEM = Grammar(
    """
        --help -h; --version; --verbose -V; --quiet -q; --silent; --config-file =; --backtrace
        --debug; --norc
        """,
    {
        "install": """
            --version -v =; --platform =; --install-dir -i =; --bindir -n =; --document ?
            --no-document -N; --build-root =; --vendor; --env-shebang -E; --force -f; --no-force
            --wrappers -w; --no-wrappers; --trust-policy -P =; --ignore-dependencies
            --format-executable; --user-install; --no-user-install; --development; --conservative
            --minimal-deps; --prerelease --pre; --no-prerelease; --local -l; --remote -r
            --both -b; --bulk-threshold -B =; --clear-sources; --source -s =; --http-proxy -p ?
            --file -g ?; --without =; --explain; --lock; --no-lock; --suggestions
            --no-suggestions; --no-rdoc; --no-ri; --rdoc; --ri; --no-format-executable; --default
            """,
        "update": "--system ?; --no-document -N; --no-rdoc; --no-ri; --force -f; --conservative",
        "sources": "--add -a =; --remove -r =; --clear-all -c; --update -u; --list -l",
        "uninstall": "--all -a; --executables -x; --version -v =; --ignore-dependencies -I",
        "cleanup": "--dryrun -d",
    },
    aliases={"i": "install"},
    abbreviates=True,
)

_BUNDLE = Grammar(
    "--help -h; --version -V; --no-color; --retry =; --verbose",
    {
        "install": """
            --jobs -j =; --path =; --without =; --with =; --deployment; --frozen; --clean
            --gemfile =; --local; --no-cache; --no-prune; --quiet; --retry =; --system
            --redownload --force; --standalone ?; --full-index; --binstubs ?; --prefer-local
            --trust-policy =; --shebang =; --target-rbconfig =
            """,
        "config set": "--local; --global",
        "config unset": "--local; --global",
        "update": "--all; --jobs -j =",
        "exec": "--keep-file-descriptors",
        "clean": "--force; --dry-run",
    },
    aliases={"i": "install", "e": "exec"},
    stops=frozenset({"exec"}),
)

_GO = Grammar(
    """
    -C =; -h --help
    """,
    dict.fromkeys(
        ("install", "get", "build", "run", "test"),
        """
            -a; -n; -v; -x; -work; -race; -msan; -asan; -cover; -trimpath; -modcacherw
            -buildvcs ?; -p =; -o =; -tags =; -ldflags =; -gcflags =; -asmflags =; -mod =
            -modfile =; -overlay =; -pkgdir =; -buildmode =; -compiler =; -installsuffix =
            -toolexec =; -pgo =; -u ?; -d; -t; -f; -insecure; -i; -linkshared
            """,
    )
    | {
        "mod download": "-x; -json; -reuse =; -v",
        "mod tidy": "-v; -e; -x; -go =",
        "mod vendor": "-v; -e; -o =",
        "mod init": "",
        "mod verify": "",
        "clean": "-i; -r; -n; -x; -cache; -testcache; -modcache; -fuzzcache",
        "env": "-w; -u; -json; -changed",
        "work sync": "",
        "generate": "-v; -x; -run =",
        "vet": "-v; -n; -x",
    },
    single_dash=True,
    permutes=False,
)

_CARGO = Grammar(
    """
        --help -h; --version -V; --verbose -v; --quiet -q; --color =; --locked; --offline
        --frozen; --config =; --manifest-path =; --list; --explain =; -Z =; -C =
        """,
    dict.fromkeys(
        ("build", "install", "test", "run", "check", "clippy"),
        """
            --version --vers =; --git =; --branch =; --tag =; --rev =; --path =; --root =
            --registry =; --index =; --force -f; --no-track; --bin =; --bins; --example =
            --examples; --all-features; --features -F =; --no-default-features; --target =
            --target-dir =; --debug; --release -r; --profile =; --jobs -j =; --package -p =
            --workspace; --all; --lib; --timings ?; --ignore-rust-version; --keep-going
            --message-format =; --list; --exclude =; --tests; --all-targets; --no-run
            --dry-run -n
            """,
    )
    | {
        "fetch": "--target =",
        "clean": "",
        "update": "",
        "chef cook": """
            --release; --recipe-path =; --profile =; --features -F =; --no-default-features
            --all-features; --target =; --target-dir =; --package -p =; --bin =; --workspace
            --check; --no-build; --jobs -j =; --zigbuild; --tests; --all-targets; --no-std
            """,
        "chef prepare": "--recipe-path =",
    },
    aliases={"b": "build", "r": "run", "t": "test", "c": "check"},
)

_BREW = Grammar(
    "--help -h; --verbose -v; --quiet -q; --debug -d; --force -f; --version",
    {
        "install": """
            --cask; --formula; --HEAD; --build-from-source -s; --ignore-dependencies; --overwrite
            --dry-run -n
            """,
        "update": "",
        "upgrade": "",
        "cleanup": "-s; --prune =; --dry-run -n",
    },
)

_COMPOSER = Grammar(
    """
        --help -h; --quiet -q; --version -V; --no-interaction -n; --working-dir -d =; --no-cache
        --profile; --no-plugins; --no-scripts; --ansi; --no-ansi; --verbose -v
        """,
    dict.fromkeys(
        ("install", "require", "update", "remove"),
        """
            --prefer-source; --prefer-dist; --prefer-install =; --dry-run; --dev; --no-dev
            --no-autoloader; --no-progress; --optimize-autoloader -o; --classmap-authoritative -a
            --apcu-autoloader; --ignore-platform-reqs; --ignore-platform-req =; --no-suggest
            --no-install; --audit; --no-update; --with-all-dependencies -W; --with-dependencies -w
            --update-no-dev; --fixed; --prefer-stable
            """,
    )
    | {
        "global require": "",
        "clear-cache": "",
        "dump-autoload": "--optimize -o; --classmap-authoritative -a; --no-dev; --apcu",
        "create-project": "",
    },
    aliases={"clearcache": "clear-cache", "cc": "clear-cache", "i": "install", "u": "update"},
)

GRAMMARS = {
    "npm": _NPM,
    "yarn": _YARN,
    "pnpm": _PNPM,
    "bun": _BUN,
    "gem": _GEM,
    "bundle": _BUNDLE,
    "go": _GO,
    "cargo": _CARGO,
    "brew": _BREW,
    "composer": _COMPOSER,
}
