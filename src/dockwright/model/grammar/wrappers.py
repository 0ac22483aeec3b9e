"""Programs that run the program named after their own options.

Sources: the manual pages of sudo(8), env(1), xargs(1), timeout(1), nice(1), ionice(1), stdbuf(1),
chroot(1), su(1), runuser(1), setpriv(1), unshare(1), flock(1), the documentation of gosu,
su-exec, tini, dumb-init.
"""

from __future__ import annotations

from dockwright.text.light import NamedTuple

__all__ = ["RUNNERS", "SHELLS", "WRAPPERS", "WrapperForm"]


class WrapperForm(NamedTuple):
    """How a wrapper's own words end."""

    options: str
    operands: int = 0
    """Words of its own between its options and the program."""
    assigns: bool = False
    """Whether ``NAME=value`` words before the program set its environment."""
    ends: frozenset[str] = frozenset()
    """Options with which it runs nothing."""


WRAPPERS = {
    "sudo": WrapperForm(
        """
            --askpass -A; --background -b; --close-from -C =; --chdir -D =; --preserve-env -E ?
            --group -g =; --set-home -H; --host -h =; --login -i; --reset-timestamp -k; --list -l
            --non-interactive -n; --preserve-groups -P; --prompt -p =; --chroot -R =; --role -r =
            --stdin -S; --shell -s; --type -t =; --command-timeout -T =; --other-user -U =
            --user -u =; --validate -v; --version -V; --edit -e; --help
            """,
        assigns=True,
        ends=frozenset({"--list", "--validate", "--version", "--edit", "--help"}),
    ),
    "doas": WrapperForm("-u =; -n; -s; -C =; -a =; -L"),
    "env": WrapperForm(
        """
            --ignore-environment -i; --null -0; --unset -u =; --chdir -C =; --split-string -S =
            --debug -v; --block-signal ?; --default-signal ?; --ignore-signal ?; --argv0 -a =
            --help; --version
            """,
        assigns=True,
    ),
    "exec": WrapperForm("-c; -l; -a ="),
    "command": WrapperForm("-p; -v; -V", ends=frozenset({"-v", "-V"})),
    "builtin": WrapperForm(""),
    "time": WrapperForm(
        "--portability -p; --format -f =; --output -o =; --append -a; --verbose -v; --quiet -q"
    ),
    "nice": WrapperForm("--adjustment -n ="),
    "ionice": WrapperForm("--class -c =; --classdata -n =; --ignore -t; --pid -p ="),
    "nohup": WrapperForm(""),
    "setsid": WrapperForm("--ctty -c; --fork -f; --wait -w"),
    "stdbuf": WrapperForm("--input -i =; --output -o =; --error -e ="),
    "unbuffer": WrapperForm("-p"),
    "timeout": WrapperForm(
        "--kill-after -k =; --signal -s =; --foreground -f; --preserve-status -p; --verbose -v",
        operands=1,
    ),
    "xargs": WrapperForm(
        """
            --null -0; --arg-file -a =; --delimiter -d =; -E =; --eof -e ?; -I =; --replace -i ?
            -L =; --max-lines -l ?; --max-args -n =; --max-procs -P =; --interactive -p
            --process-slot-var =; --no-run-if-empty -r; --max-chars -s =; --verbose -t; --exit -x
            --open-tty -o; --show-limits; --help; --version
            """
    ),
    "chroot": WrapperForm("--userspec =; --groups =; --skip-chdir", operands=1),
    "gosu": WrapperForm("", operands=1),
    "su-exec": WrapperForm("", operands=1),
    "setpriv": WrapperForm(
        """
            --reuid =; --regid =; --init-groups; --clear-groups; --keep-groups; --groups =
            --no-new-privs; --inh-caps =; --ambient-caps =; --bounding-set =; --reset-env
            --dump -d; --securebits =; --pdeathsig =; --ruid =; --euid =
            """
    ),
    "unshare": WrapperForm(
        """
            --mount -m ?; --net -n ?; --pid -p ?; --user -U ?; --map-root-user -r; --fork -f
            --uts -u ?; --ipc -i ?
            """
    ),
    "flock": WrapperForm(
        """
            --exclusive -x -e; --shared -s; --nonblock -n; --wait -w --timeout =; --close -o
            --unlock -u
            """,
        operands=1,
    ),
    "fakeroot": WrapperForm("--lib -l =; --faked =; -i =; -s =; -u; -b ="),
    "eatmydata": WrapperForm(""),
    "faketime": WrapperForm("-f; -m; --exclude-monotonic", operands=1),
    "catchsegv": WrapperForm(""),
    "strace": WrapperForm("-f; -e =; -o =; -s =; -p =; -c; -t; -v; -y"),
    "setarch": WrapperForm("--addr-no-randomize -R; --32bit -B; --verbose -v", operands=1),
    "linux32": WrapperForm("--addr-no-randomize -R"),
    "linux64": WrapperForm("--addr-no-randomize -R"),
    "tini": WrapperForm("-s; -p =; -g; -w; -e =; -v; -l; -h"),
    "dumb-init": WrapperForm(
        "--single-child -c; --rewrite -r =; --verbose -v; --help -h; --version -V"
    ),
    "xvfb-run": WrapperForm(
        """
            --auto-servernum -a --auto-display; --server-args -s =; --server-num -n =
            --error-file -e =; --auth-file -f =; --wait -w =
            """
    ),
    "busybox": WrapperForm(
        "--list; --install; --help", ends=frozenset({"--list", "--install", "--help"})
    ),
    "chronic": WrapperForm("-v; -e"),
    "dbus-run-session": WrapperForm("--config-file =; --dbus-daemon ="),
    "numactl": WrapperForm(
        "--cpunodebind -N =; --membind -m =; --interleave -i =; --physcpubind -C =; --localalloc -l"
    ),
    "ssh-agent": WrapperForm("-a =; -t =; -s; -k; -d; -D", ends=frozenset({"-s", "-k"})),
}

RUNNERS = frozenset(
    {"conda", "mamba", "micromamba", "uv", "poetry", "pipenv", "pdm", "pixi", "hatch", "rye"}
)
"""Programs whose subcommand ``run`` runs the program named after its options."""

SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "mksh"})
