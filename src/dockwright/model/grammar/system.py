"""Package managers of Linux distributions.

Sources: the manual pages apt-get(8), apk(8), dnf(8), yum(8), zypper(8), pacman(8), dpkg(1), rpm(8).
"""

from __future__ import annotations

from dockwright.model.grammar.base import Grammar

__all__ = ["GRAMMARS"]

_APT = Grammar(
    """
    --yes -y --assume-yes; --assume-no; --quiet -q ?; --help -h; --version -v
    --no-install-recommends; --install-recommends ?; --install-suggests; --no-install-suggests
    --fix-broken -f; --fix-missing -m --ignore-missing; --no-download; --download-only -d
    --simulate -s --just-print --dry-run --recon --no-act; --print-uris
    --option -o =; --config-file -c =; --target-release -t --default-release =
    --no-upgrade; --upgrade; --only-upgrade; --allow-downgrades; --allow-remove-essential
    --allow-change-held-packages; --allow-unauthenticated; --allow-insecure-repositories
    --allow-releaseinfo-change; --allow-releaseinfo-change-suite; --force-yes; --reinstall
    --purge; --auto-remove --autoremove; --show-progress; --show-upgraded -u; --verbose-versions -V
    --build --compile -b; --no-remove; --trivial-only; --list-cleanup; --ignore-hold
    --no-show-upgraded; --arch-only; --indep-only; --host-architecture -a =; --build-profiles -P =
    --mark-auto; --with-source =; --error-on =; --no-strict-pinning; --solver =; --planner =
    --update -U; --snapshot -S =; --color; --no-color; --all-versions; --installed; --upgradable
    --names-only -n; --full; --diff-only; --dsc-only; --tar-only; --only-source; --no-list-cleanup
    --comment =; --audit; --no-audit
    """,
    {
        "install": "",
        "update": "",
        "upgrade": "",
        "dist-upgrade": "",
        "remove": "",
        "purge": "",
        "autoremove": "",
        "clean": "",
        "autoclean": "",
        "dist-clean": "",
        "build-dep": "",
    },
    aliases={
        "auto-remove": "autoremove",
        "auto-clean": "autoclean",
        "full-upgrade": "dist-upgrade",
        "distclean": "dist-clean",
        "autopurge": "autoremove",
    },
    negates=True,
    attached_equals=True,
)

_APK = Grammar(
    """
    --help -h; --root -p =; --repository -X =; --quiet -q; --verbose -v; --interactive -i
    --version -V; --force -f; --force-binary-stdout; --force-broken-world; --force-non-repository
    --force-old-apk; --force-overwrite; --force-refresh; --update-cache -U --update; --progress
    --progress-fd =; --no-progress; --purge; --allow-untrusted; --wait =; --keys-dir =
    --repositories-file =; --no-network; --no-cache; --no-interactive; --cache-dir =
    --cache-max-age =; --virtual -t =; --arch =; --print-arch; --cache-packages; --timeout =
    --no-check-certificate
    --preserve-env; --no-logfile; --cache-predownload; --repository-config =; --pretty-print =
    """,
    {
        "add": """
            --initdb; --latest -l; --upgrade -u; --virtual -t =; --no-chown; --usermode
            --clean-protected; --overlay-from-stdin; --simulate -s; --no-scripts; --no-commit-hooks
            --root -p =
            """,
        "del": "--rdepends -r; --simulate -s; --no-scripts",
        "update": "",
        "upgrade": """
            --available -a; --latest -l; --self-upgrade-only; --no-self-upgrade; --ignore
            --prune; --simulate -s; --no-scripts; --preupgrade
            """,
        "fetch": "--link -l; --recursive -R; --output -o =; --simulate; --stdout -s; --url",
        "cache clean": "",
        "cache download": "",
        "cache sync": "",
    },
    abbreviates=True,
)

_DNF = """
    --assumeyes -y; --assumeno; --quiet -q; --verbose -v; --help -h; --version; --best -b
    --nobest --no-best; --cacheonly -C; --config -c =; --debuglevel -d =; --errorlevel -e =
    --randomwait -R =; --allowerasing; --setopt =; --enablerepo --enable-repo =
    --disablerepo --disable-repo =; --repo --repoid =; --repofrompath =
    --exclude -x --excludepkgs =; --disableexcludes --disableexcludepkgs =
    --nogpgcheck --no-gpgchecks; --releasever =; --installroot =; --noplugins; --disableplugin =
    --enableplugin =; --skip-broken -t --tolerant; --downloadonly; --downloaddir --destdir =
    --color =; --refresh; --nodocs; --allowdowngrade; --noautoremove; --obsoletes; --security
    --bugfix; --enhancement; --newpackage; --advisory =; --bz =; --cve =
    --sec-severity --secseverity =; --forcearch =; --rpmverbosity =; --comment =; --setvar =
    --use-host-config; --noroot; --skip-unavailable; --no-allow-downgrade; --allow-downgrade
    --showduplicates --show-duplicates; --installed; --available; --all; --recent; --extras
    --upgrades; --store; --arch --archlist =; --latest-limit =; --resolve; --alldeps; --add-repo =
    --enable; --disable; --set-enabled; --set-disabled; --save; --import; --yes
    --disableexcludepkgs =; --disable-plugin =; --enable-plugin =; --save-opts; --whatprovides =
    --refreshrepo; --ip-resolve =; --ipv4 -4; --ipv6 -6; --skip-broken; --archlist =
    --install-weak-deps; --setop =; --from-repo =; --offline; --no-docs; --skip-file-locks
    """

_DNF_SUBCOMMANDS = {
    "install": "",
    "update": "",
    "upgrade": "",
    "groupinstall": "",
    "localinstall": "",
    "reinstall": "",
    "makecache": "--fast; --timer",
    "module enable": "",
    "module install": "",
    "module disable": "",
    "module reset": "",
    "module list": "",
    "group install": "--with-optional",
    "groups install": "--with-optional",
    "group remove": "",
    "group list": "",
    "clean": "",
    "remove": "",
    "autoremove": "",
    "builddep": "--define -D =; --spec; --srpm",
    "config-manager": "",
    "download": "--source; --urls --url; --destdir =",
}

_DNF_ALIASES = {
    "in": "install",
    "up": "upgrade",
    "erase": "remove",
    "rm": "remove",
    "mc": "makecache",
    "rei": "reinstall",
    "install-n": "install",
    "install-na": "install",
    "install-nevra": "install",
    "upgrade-minimal": "upgrade",
    "update-minimal": "update",
    "distro-sync": "upgrade",
    "dsync": "upgrade",
    "dist-sync": "upgrade",
}

_YUM = Grammar(_DNF, _DNF_SUBCOMMANDS, aliases=_DNF_ALIASES, abbreviates=True)

_ZYPPER = Grammar(
    """
    --help -h; --version -V; --promptids; --config -c =; --userdata =; --quiet -q; --verbose -v
    --color; --no-color; --no-abbrev -A; --table-style -s =; --non-interactive -n
    --non-interactive-include-reboot-patches; --xmlout -x; --ignore-unknown -i; --reposd-dir -D =
    --cache-dir -C =; --raw-cache-dir =; --solv-cache-dir =; --pkg-cache-dir =; --no-gpg-checks
    --gpg-auto-import-keys; --plus-repo -p =; --plus-content =; --disable-repositories
    --no-refresh; --no-cd; --no-remote; --releasever =; --root -R =; --installroot =
    --disable-system-resolvables; --terse -t; --rug-compatible -r
    """,
    {
        "install": """
            --from =; --repo -r =; --type -t =; --name -n; --capability -C; --force -f
            --oldpackage; --replacefiles; --auto-agree-with-licenses -l; --no-confirm -y
            --auto-agree-with-product-licenses; --debug-solver; --no-recommends; --recommends
            --dry-run -D; --details; --download =; --download-only -d; --force-resolution -R
            --no-force-resolution; --allow-unsigned-rpm; --no-allow-downgrade; --allow-downgrade
            --allow-name-change; --allow-arch-change; --allow-vendor-change; --no-allow-name-change
            --no-allow-arch-change; --no-allow-vendor-change; --solver-focus =; --clean-deps -u
            --download-in-advance; --download-in-heaps; --download-as-needed; --gpg-auto-import-keys
            """,
        "update": """
            --repo -r =; --type -t =; --no-confirm -y; --auto-agree-with-licenses -l
            --no-recommends; --recommends; --dry-run -D; --details; --download-only -d
            --skip-interactive; --with-interactive; --best-effort; --replacefiles; --all -a
            --allow-vendor-change; --no-allow-vendor-change; --force-resolution
            """,
        "dist-upgrade": """
            --from =; --repo -r =; --no-confirm -y; --auto-agree-with-licenses -l
            --no-recommends; --recommends; --dry-run -D; --details; --download-only -d
            --allow-vendor-change; --no-allow-vendor-change; --replacefiles
            """,
        "patch": "--no-confirm -y; --auto-agree-with-licenses -l; --category -g =; --dry-run -D",
        "refresh": """
            --force -f; --force-build -b; --force-download -d; --build-only -B; --download-only -D
            --repo -r =; --services -s
            """,
        "clean": "--repo -r =; --metadata -m; --raw-metadata -M; --all -a",
        "remove": "--no-confirm -y; --clean-deps -u; --no-clean-deps -U; --type -t =; --dry-run -D",
        "addrepo": """
            --refresh -f; --check -c; --no-check -C; --name -n =; --enable -e; --disable -d
            --priority -p =; --gpgcheck -g; --no-gpgcheck -G; --gpgcheck-strict; --repo -r =
            --type -t =; --keep-packages -k; --no-keep-packages -K
            """,
        "source-install": "--no-confirm -y; --repo -r =; --build-deps-only -d",
    },
    aliases={
        "in": "install",
        "up": "update",
        "dup": "dist-upgrade",
        "ref": "refresh",
        "cc": "clean",
        "rm": "remove",
        "ar": "addrepo",
        "si": "source-install",
    },
    abbreviates=True,
)

_PACMAN = Grammar(
    """
    --sync -S; --query -Q; --remove -R; --upgrade -U; --database -D; --deptest -T; --files -F
    --version -V; --help -h; --refresh -y; --sysupgrade -u; --search -s; --clean -c; --list -l
    --info -i; --downloadonly -w; --quiet -q; --groups -g; --noconfirm; --confirm; --needed
    --dbpath -b =; --root -r =; --verbose -v; --arch =; --cachedir =; --config =; --debug
    --gpgdir =; --hookdir =; --logfile =; --disable-download-timeout; --nodeps -d
    --assume-installed =; --dbonly; --noprogressbar; --noscriptlet; --print -p; --asdeps
    --asexplicit; --ignore =; --ignoregroup =; --overwrite =; --nosave -n; --print-format =
    --recursive; --sysroot =; --color =; --overwrite =
    """,
    abbreviates=True,
)

_DPKG = Grammar(
    """
        --install -i; --remove -r; --purge -P; --unpack; --configure; --list -l; --listfiles -L
        --status -s; --search -S; --print-architecture; --add-architecture =
        --remove-architecture =; --recursive -R; --force-all; --no-act --simulate --dry-run
        --root =; --admindir =; --instdir =; --contents -c; --extract -x; --control -e
        --get-selections; --set-selections; --compare-versions; --help -?; --version
        --refuse-downgrade -G; --skip-same-version -E; --selected-only -O; --auto-deconfigure -B
        --ignore-depends =; --path-exclude =; --path-include =; --no-triggers; --no-debsig
        --log =; --build -b; --field -f; --info -I; --print-foreign-architectures; --triggers-only
        --pending -a; --merge-avail; --update-avail; --audit -C; --verify -V; --force-overwrite
        --force-depends; --force-confold; --force-confdef; --force-confnew
        """,
)

_RPM = Grammar(
    """
    --install -i; --upgrade -U; --freshen -F; --erase -e; --query -q; --verify -V; --verbose -v
    --hash -h; --import; --nodeps; --force; --replacefiles; --replacepkgs; --oldpackage; --noscripts
    --nosignature; --nodigest; --nogpg --nogpgcheck; --root =; --prefix =; --relocate =; --dbpath =
    --excludedocs; --justdb; --test; --quiet; --percent; --eval -E =; --define -D =; --all -a
    --list -l; --info; --file -f; --package -p; --queryformat --qf =; --rebuilddb; --initdb
    --version; --help -?; --checksig -K; --ignorearch; --ignoreos; --ignoresize; --allfiles
    --notriggers; --nofiledigest; --excludepath =; --whatprovides; --requires -R; --provides
    --setperms; --setugids; --reinstall; --rcfile =; --nocaps; --noorder; --nocontexts
    """,
    abbreviates=False,
)

GRAMMARS = {
    "apt-get": _APT,
    "apt": _APT,
    "aptitude": _APT,
    "apk": _APK,
    "yum": _YUM,
    "dnf": _YUM,
    "microdnf": _YUM,
    "tdnf": _YUM,
    "zypper": _ZYPPER,
    "pacman": _PACMAN,
    "dpkg": _DPKG,
    "rpm": _RPM,
}
