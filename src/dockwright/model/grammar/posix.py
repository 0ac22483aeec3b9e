"""Programs of a Unix system that Dockerfiles use to fetch, move and own files.

Sources: the manual pages of GNU coreutils, findutils, tar, curl(1), wget(1), git(1), shadow-utils,
Debian's adduser(8), and ``--help`` of BusyBox.
"""

from __future__ import annotations

from dockwright.model.grammar.base import Grammar

__all__ = ["GRAMMARS"]


def _gnu(table: str) -> Grammar:
    return Grammar(table + "; --help; --version", abbreviates=True)


_CURL = Grammar(
    """
        --abstract-unix-socket =; --alt-svc =; --anyauth; --append -a; --basic; --cacert =
        --capath =; --cert -E =; --cert-type =; --ciphers =; --compressed; --config -K =
        --connect-timeout =; --connect-to =; --continue-at -C =; --cookie -b =; --cookie-jar -c =
        --create-dirs; --create-file-mode =; --crlf; --crlfile =; --data -d =; --data-ascii =
        --data-binary =; --data-raw =; --data-urlencode =; --digest; --disable -q; --doh-url =
        --dump-header -D =; --etag-compare =; --etag-save =; --fail -f; --fail-with-body
        --fail-early; --form -F =; --form-string =; --ftp-pasv; --get -G; --globoff -g; --head -I
        --header -H =; --help -h; --http1.0 -0; --http1.1; --http2; --http2-prior-knowledge
        --http3; --include -i; --insecure -k; --interface =; --ipv4 -4; --ipv6 -6; --json =
        --junk-session-cookies -j; --keepalive-time =; --key =; --key-type =; --limit-rate =
        --list-only -l; --local-port =; --location -L; --location-trusted; --max-filesize =
        --max-redirs =; --max-time -m =; --netrc -n; --netrc-file =; --netrc-optional; --next -:
        --no-alpn; --no-buffer -N; --no-clobber; --no-keepalive; --no-progress-meter
        --no-sessionid; --noproxy =; --oauth2-bearer =; --output -o =; --output-dir =
        --parallel -Z; --parallel-max =; --pass =; --path-as-is; --post301; --post302
        --progress-bar -#; --proto =; --proto-default =; --proto-redir =; --proxy -x =
        --proxy-insecure; --proxy-user -U =; --quote -Q =; --range -r =; --rate =; --raw
        --referer -e =; --remote-header-name -J; --remote-name -O; --remote-name-all
        --remote-time -R; --remove-on-error; --request -X =; --resolve =; --retry =
        --retry-all-errors; --retry-connrefused; --retry-delay =; --retry-max-time =
        --show-error -S; --silent -s; --socks5 =; --socks5-hostname =; --speed-limit -Y =
        --speed-time -y =; --ssl; --ssl-no-revoke; --ssl-reqd; --sslv2 -2; --sslv3 -3; --stderr =
        --styled-output; --tcp-fastopen; --tcp-nodelay; --time-cond -z =; --tls-max =
        --tls13-ciphers =; --tlsv1 -1; --tlsv1.0; --tlsv1.1; --tlsv1.2; --tlsv1.3; --tr-encoding
        --trace =; --trace-ascii =; --unix-socket =; --upload-file -T =; --url =; --url-query =
        --use-ascii -B; --user -u =; --user-agent -A =; --variable =; --verbose -v; --version -V
        --write-out -w =; --xattr; --fail-early; --aws-sigv4 =; --proxy-header =; --cert-status
        --ca-native; --skip-existing; --doh-insecure; --no-fail
        """,
    abbreviates=True,
    negates=True,
)

_WGET = _gnu(
    """
        --version -V; --help -h; --background -b; --execute -e =; --output-file -o =
        --append-output -a =; --debug -d; --quiet -q; --verbose -v; --no-verbose -nv
        --report-speed =; --input-file -i =; --force-html -F; --base -B =; --config =
        --rejected-log =; --tries -t =; --retry-connrefused; --retry-on-host-error
        --retry-on-http-error =; --output-document -O =; --no-clobber -nc; --no-netrc
        --continue -c; --start-pos =; --progress =; --show-progress; --timestamping -N
        --no-if-modified-since; --no-use-server-timestamps; --server-response -S; --spider
        --timeout -T =; --dns-timeout =; --connect-timeout =; --read-timeout =; --wait -w =
        --waitretry =; --random-wait; --no-proxy; --quota -Q =; --bind-address =; --limit-rate =
        --no-dns-cache; --restrict-file-names =; --ignore-case; --inet4-only -4; --inet6-only -6
        --prefer-family =; --user =; --password =; --ask-password; --use-askpass =; --no-iri
        --local-encoding =; --remote-encoding =; --unlink; --no-directories -nd
        --force-directories -x; --no-host-directories -nH; --protocol-directories
        --directory-prefix -P =; --cut-dirs =; --http-user =; --http-password =; --no-cache
        --default-page =; --adjust-extension -E; --ignore-length; --header =; --compression =
        --max-redirect =; --proxy-user =; --proxy-password =; --referer =; --save-headers
        --user-agent -U =; --no-http-keep-alive; --no-cookies; --load-cookies =; --save-cookies =
        --keep-session-cookies; --post-data =; --post-file =; --method =; --body-data =
        --body-file =; --content-disposition; --content-on-error; --trust-server-names
        --auth-no-challenge; --secure-protocol =; --https-only
        --no-check-certificate --check-certificate ?; --certificate =; --certificate-type =
        --private-key =; --ca-certificate =; --ca-directory =; --crl-file =; --pinnedpubkey =
        --random-file =; --ciphers =; --no-hsts; --hsts-file =; --recursive -r; --level -l =
        --delete-after; --convert-links -k; --mirror -m; --page-requisites -p; --no-parent -np
        --accept -A =; --reject -R =; --accept-regex =; --reject-regex =; --domains -D =
        --exclude-domains =; --span-hosts -H; --include-directories -I =
        --exclude-directories -X =; --no-glob; --no-passive-ftp; --follow-ftp; --relative -L
        """
)

_ARIA2 = _gnu(
    """
        --dir -d =; --out -o =; --log -l =; --max-concurrent-downloads -j =; --split -s =
        --max-connection-per-server -x =; --min-split-size -k =; --continue -c ?
        --input-file -i =; --quiet -q ?; --check-certificate ?; --header =; --console-log-level =
        --summary-interval =; --allow-overwrite ?; --file-allocation =; --checksum =
        --max-tries -m =; --retry-wait =; --timeout -t =; --connect-timeout =; --user-agent -U =
        --http-user =; --http-passwd =; --help -h ?
        """
)

_GIT = Grammar(
    """
        -C =; -c =; --exec-path ?; --git-dir =; --work-tree =; --namespace =; --no-pager
        --paginate -p; --bare; --no-replace-objects; --help -h; --version; --quiet -q
        --verbose -v; --config-env =
        """,
    {
        "clone": """
            --depth =; --branch -b =; --single-branch; --no-single-branch
            --recurse-submodules --recursive ?; --jobs -j =; --shallow-submodules
            --no-checkout -n; --local -l; --no-local; --no-hardlinks; --shared -s; --progress
            --mirror; --origin -o =; --no-tags; --tags; --template =; --reference =
            --reference-if-able =; --dissociate; --upload-pack -u =; --config -c =; --filter =
            --sparse; --shallow-since =; --shallow-exclude =; --separate-git-dir =
            --revision =
            --server-option =; --also-filter-submodules; --remote-submodules
            --no-shallow-submodules; --revision =; --bundle-uri =; --reject-shallow
            --no-reject-shallow; --ipv4 -4; --ipv6 -6; --branch =; --no-recurse-submodules
            """,
        "config": """
            --global; --system; --local; --worktree; --file -f =; --add; --unset; --unset-all
            --get; --get-all; --list -l; --replace-all; --bool; --int; --type =; --edit -e
            --null -z; --show-origin; --default =; --blob =
            """,
        "checkout": """
            -b =; -B =; --force -f; --detach -d; --recurse-submodules ?; --track -t; --orphan =
            """,
        "fetch": """
            --depth =; --all; --tags -t; --prune -p; --force -f; --unshallow; --filter =
            --recurse-submodules ?; --no-tags -n
            """,
        "pull": "--depth =; --rebase ?; --ff-only; --tags; --recurse-submodules ?",
        "submodule update": """
            --init; --recursive; --depth =; --jobs -j =; --remote; --force -f; --recommend-shallow
            """,
        "submodule init": "",
        "lfs install": "--skip-repo; --system; --local; --force",
        "lfs pull": "--include -I =; --exclude -X =",
        "lfs clone": "--depth =; --branch -b =",
        "reset": "--hard; --soft; --mixed",
        "remote add": "--tags; --fetch -f; --track -t =; --mirror ?",
        "apply": "-p =; --reverse -R; --check; --directory =; --verbose -v; --ignore-whitespace",
        "init": "--bare; --initial-branch -b =; --template =",
    },
    abbreviates=True,
)

_TAR = Grammar(
    """
        --create -c; --extract -x --get; --list -t; --append -r; --update -u; --file -f =
        --directory -C =; --gzip -z --gunzip; --bzip2 -j; --xz -J; --lzma; --zstd; --lzip
        --auto-compress -a; --verbose -v; --preserve-permissions -p --same-permissions
        --strip-components --strip =; --exclude =; --exclude-from -X =; --keep-old-files -k
        --overwrite; --no-same-owner; --same-owner --preserve-order; --same-order -s
        --no-same-permissions; --touch -m; --to-stdout -O; --wildcards; --files-from -T =
        --transform --xform =; --use-compress-program -I =; --owner =; --group =
        --one-top-level ?; --warning =; --numeric-owner; --dereference -h; --skip-old-files
        --no-overwrite-dir; --checkpoint ?; --checkpoint-action =; --totals; --absolute-names -P
        --mode =; --mtime =; --sort =; --remove-files; --null; --recursion; --no-recursion
        --wildcards-match-slash; --compress -Z; --show-transformed-names; --unlink-first -U
        --recursive-unlink; --acls; --selinux; --xattrs; --blocking-factor -b =; --one-file-system
        --format -H =; --ignore-failed-read; --anchored; --no-anchored; --keep-newer-files
        --delete; --multi-volume -M; --sparse -S; --verify -W; --interactive -w
        --delay-directory-restore; --force-local; --record-size =; --help; --version
        """,
    abbreviates=True,
    bundled=True,
)

_UNZIP = Grammar(
    """
        -d =; -q; -o; -n; -u; -j; -l; -p; -t; -v; -x; -P =; -a; -b; -C; -L; -X; -f; -Z; -K; -V; -M
        -W; -z
        """,
)

_USERADD = _gnu(
    """
        --base-dir -b =; --comment -c =; --home-dir --home -d =; --defaults -D; --expiredate -e =
        --inactive -f =; --gid -g =; --groups -G =; --skel -k =; --key -K =; --no-log-init -l
        --create-home -m; --no-create-home -M; --no-user-group -N; --non-unique -o
        --password -p =; --system -r; --root -R =; --prefix -P =; --shell -s =; --uid -u =
        --user-group -U; --selinux-user -Z =; --add-subids-for-system -F; --badname
        """
)
_GROUPADD = _gnu(
    """
        --force -f; --gid -g =; --key -K =; --non-unique -o; --password -p =; --system -r
        --root -R =; --prefix -P =; --users -U =
        """
)

# Debian's adduser is a Perl program with long options; BusyBox's has short ones of its own.
_ADDUSER = Grammar(
    """
        --home -h =; --gecos --comment -g =; --shell -s =; --ingroup -G =; --system -S -r
        --disabled-password -D; --no-create-home -H -M; --no-user-group -N
        --uid -u =; --skel -k =; --group; --gid =
        --disabled-login; --add_extra_groups --add-extra-groups
        --force-badname --allow-badname --allow-bad-names; --quiet -q; --conf =; --firstuid =
        --lastuid =; --encrypt-home; --debug; --allow-all-names; --firstgid =; --lastgid =
        --verbose -v; --help; --version; --create-home -m; --no-log-init -l; --user-group -U
        --groups =; --password -p =; --comment -c =; --home-dir -d =
        """,
    abbreviates=True,
)
_ADDGROUP = Grammar(
    """
        --gid -g =; --system -S; --group; --force-badname --allow-bad-names; --quiet -q; --conf =
        --debug; --help; --version
        """,
    abbreviates=True,
)

GRAMMARS = {
    "curl": _CURL,
    "wget": _WGET,
    "aria2c": _ARIA2,
    "git": _GIT,
    "tar": _TAR,
    "bsdtar": _TAR,
    "unzip": _UNZIP,
    "passwd": _gnu(
        """
            --all -a; --delete -d; --expire -e; --force -f; --inactive -i =; --keep-tokens -k
            --lock -l; --mindays -n =; --quiet -q; --repository -r =; --root -R =; --status -S
            --stdin -s; --unlock -u; --warndays -w =; --maxdays -x =
            """
    ),
    "chpasswd": _gnu(
        "--crypt-method -c =; --encrypted -e; --md5 -m; --root -R =; --sha-rounds -s ="
    ),
    "rm": _gnu(
        """
            --force -f; --recursive -r -R; --dir -d; --verbose -v; -i; -I; --interactive ?
            --one-file-system; --no-preserve-root; --preserve-root ?
            """
    ),
    "rmdir": _gnu("--parents -p; --verbose -v; --ignore-fail-on-non-empty"),
    "unlink": _gnu(""),
    "mkdir": _gnu("--mode -m =; --parents -p; --verbose -v; -Z; --context ?"),
    "chown": _gnu(
        """
            --recursive -R; --verbose -v; --changes -c; --silent -f --quiet; --dereference
            --no-dereference -h; --from =; --reference =; -H; -L; -P; --preserve-root
            --no-preserve-root
            """
    ),
    "chgrp": _gnu(
        """
            --recursive -R; --verbose -v; --changes -c; --silent -f --quiet; --dereference
            --no-dereference -h; --reference =; -H; -L; -P; --preserve-root; --no-preserve-root
            """
    ),
    "chmod": _gnu(
        """
            --recursive -R; --verbose -v; --changes -c; --silent -f --quiet; --reference =
            --preserve-root; --no-preserve-root; --no-dereference -h; --dereference; -H; -L; -P
            """
    ),
    "cp": _gnu(
        """
            --archive -a; --attributes-only; --backup ?; -b; --copy-contents; -d; --force -f
            --interactive -i; -H; --link -l; --dereference -L; --no-clobber -n
            --no-dereference -P; -p; --preserve ?; --no-preserve =; --parents; --recursive -r -R
            --reflink ?; --remove-destination; --sparse =; --strip-trailing-slashes
            --symbolic-link -s; --suffix -S =; --target-directory -t =; --no-target-directory -T
            --update -u ?; --verbose -v; --one-file-system -x; -Z; --context ?
            """
    ),
    "mv": _gnu(
        """
            --backup ?; -b; --force -f; --interactive -i; --no-clobber -n
            --strip-trailing-slashes; --suffix -S =; --target-directory -t =
            --no-target-directory -T; --update -u ?; --verbose -v; -Z
            """
    ),
    "ln": _gnu(
        """
            --backup ?; -b; --directory -d -F; --force -f; --interactive -i; --logical -L
            --no-dereference -n; --physical -P; --relative -r; --symbolic -s; --suffix -S =
            --target-directory -t =; --no-target-directory -T; --verbose -v
            """
    ),
    "install": _gnu(
        """
            --backup ?; -b; -c; --compare -C; --directory -d; -D; --group -g =; --mode -m =
            --owner -o =; --preserve-timestamps -p; --strip -s; --strip-program =; --suffix -S =
            --target-directory -t =; --no-target-directory -T; --verbose -v
            """
    ),
    "rsync": Grammar(
        """
            --archive -a; --verbose -v; --recursive -r; --delete; --exclude =; --include =
            --compress -z; --progress; --rsh -e =; --links -l; --perms -p; --times -t; --chown =
            --chmod =; --quiet -q; --partial -P; --dry-run -n; --update -u; --copy-links -L
            --remove-source-files
            """
    ),
    "touch": _gnu(
        """
            -a; --no-create -c; --date -d =; -f; --no-dereference -h; -m; --reference -r =; -t =
            --time =
            """
    ),
    "useradd": _USERADD,
    "groupadd": _GROUPADD,
    "adduser": _ADDUSER,
    "addgroup": _ADDGROUP,
    "usermod": _gnu(
        """
            --append -a; --comment -c =; --home -d =; --gid -g =; --groups -G =; --login -l =
            --lock -L; --move-home -m; --shell -s =; --uid -u =; --unlock -U; --non-unique -o
            --password -p =; --root -R =
            """
    ),
    "cd": Grammar("-L; -P; -e; -@"),
    "pushd": Grammar("-n"),
    "export": Grammar("-n; -p; -f"),
    "ps": Grammar("-e; -f; -a; -x; -u"),
    "find": Grammar(
        """
            -name =; -iname =; -type =; -path =; -maxdepth =; -mindepth =; -size =; -mtime =
            -user =; -group =; -perm =; -newer =; -regex =; -wholename =; -ipath =; -iregex =
            -regextype =; -empty; -delete; -print; -print0; -prune; -depth; -o; -or; -a; -and
            -not; -H; -L; -P; -xdev; -mount; -ls; -follow; -executable; -printf =; -xtype =
            -samefile =; -exec; -execdir; -ok; -okdir; -mmin =; -nouser; -nogroup; -links =
            -inum =; -amin =; -atime =; -cmin =
            -ctime =; -quit; -true; -false
            """,
        single_dash=True,
        finals=frozenset({"-exec", "-execdir", "-ok", "-okdir"}),
    ),
}
