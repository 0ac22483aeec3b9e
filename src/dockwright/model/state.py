"""What holds at a place of a stage: environment, user, working directory, shell, what runs."""

from __future__ import annotations

import posixpath
from _collections_abc import Mapping  # the same, without collections

from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import (
        Cmd,
        Entrypoint,
        Healthcheck,
        ShellInstruction,
        User,
        Workdir,
    )
    from dockwright.model.root import Root

__all__ = ["DEFAULT_SHELL", "Environment", "State"]

DEFAULT_SHELL = ("/bin/sh", "-c")
"""What Docker runs shell forms with on Linux where nothing says otherwise."""


class State:
    """What holds before an instruction, or at a stage's end.

    Attributes:
        root: what the stage's base image brings.
        variables: what the builder expands: ENV and the ARGs in scope that have a value.  A value
            that the text cannot tell is an ``Unknown``.
        image_env: what ENV set so far, in this stage or in those it is FROM.
        declared_args: the ARGs in scope, with or without a value.
        user_instruction: the last USER, or None where the base image decides.
        workdir_instruction: the last WORKDIR, likewise.
        shell_instruction: the last SHELL, likewise.
        cmd: the CMD that holds, or None where the base image's does.
        entrypoint: the ENTRYPOINT that holds, likewise.
        healthcheck: the HEALTHCHECK that holds, likewise.
        stated_shell: the shell that a comment says the base image has; SHELL goes before it.
        has_entrypoint_reset_cmd: whether an ENTRYPOINT of this file discarded the base's CMD.
    """

    __slots__ = (
        "_workdir",
        "cmd",
        "declared_args",
        "entrypoint",
        "has_entrypoint_reset_cmd",
        "healthcheck",
        "image_env",
        "root",
        "shell_instruction",
        "stated_shell",
        "user_instruction",
        "variables",
        "workdir_instruction",
    )

    def __init__(self, root: Root) -> None:
        self.root = root
        self.variables: Mapping[str, str | Unknown] = {}
        self.image_env: Mapping[str, str | Unknown] = {}
        self.declared_args: frozenset[str] = frozenset()
        self.user_instruction: User | None = None
        self.workdir_instruction: Workdir | None = None
        self.shell_instruction: ShellInstruction | None = None
        self.cmd: Cmd | None = None
        self.entrypoint: Entrypoint | None = None
        self.healthcheck: Healthcheck | None = None
        self.stated_shell: tuple[str, ...] = ()
        self.has_entrypoint_reset_cmd = False
        self._workdir: str | Unknown | None = None

    def copy(self) -> State:
        """Return a copy to change."""
        new = State(self.root)
        for name in State.__slots__:
            setattr(new, name, getattr(self, name))
        return new

    @property
    def user(self) -> str | Unknown:
        """Return the user as USER or the base image names it: ``root``, ``1000``, ``app:app``."""
        if self.user_instruction is not None:
            return self.user_instruction.user.value
        return self.root.user

    @property
    def is_root(self) -> bool | Unknown:
        """Tell whether the user is root."""
        user = self.user
        if isinstance(user, Unknown):
            return user
        return user.partition(":")[0] in {"", "0", "root"}

    @property
    def workdir(self) -> str | Unknown:
        """Return the absolute working directory, ``/`` where nothing set one."""
        return self.root.workdir if self._workdir is None else self._workdir

    def set_workdir(self, instruction: Workdir) -> None:
        """Take a WORKDIR into account; relative paths go on from what held."""
        self.workdir_instruction = instruction
        path = instruction.path.value
        if isinstance(path, Unknown):
            self._workdir = path
        elif path.startswith("/"):
            self._workdir = posixpath.normpath(path)
        else:
            before = self.workdir
            if isinstance(before, Unknown):
                self._workdir = before
            else:
                self._workdir = posixpath.normpath(posixpath.join(before, path))

    @property
    def environment(self) -> Environment:
        """Return the variables that a RUN sees, as a mapping."""
        return Environment(self)

    @property
    def shell(self) -> tuple[str, ...]:
        """Return what runs shell forms; where the base image is not known, Docker's default."""
        if self.shell_instruction is not None:
            words = self.shell_instruction.argv
            return tuple(word.raw for word in words) or DEFAULT_SHELL
        return self.stated_shell or self.root.shell

    @property
    def is_shell_set(self) -> bool:
        """Tell whether a SHELL instruction of this file holds."""
        return self.shell_instruction is not None

    def env(self, name: str) -> str | Unknown | None:
        """Return a variable of the running container; None where it is not set.

        It is ``Unknown`` where the base image may set it and is not known.
        """
        if name in self.image_env:
            return self.image_env[name]
        return self.root.env(name)

    def variable(self, name: str) -> str | Unknown | None:
        """Return a variable as a RUN sees it: ENV, ARG, or the base image's."""
        if name in self.variables:
            return self.variables[name]
        return self.root.env(name)

    def resolve(self, path: str) -> str | Unknown:
        """Return an absolute path for a path that is relative to the working directory."""
        if path.startswith("/"):
            return posixpath.normpath(path)
        workdir = self.workdir
        if isinstance(workdir, Unknown):
            return workdir
        return posixpath.normpath(posixpath.join(workdir, path))


class Environment(Mapping[str, "str | Unknown"]):
    """The variables that a RUN sees, as a mapping: ENV, ARG, the base image's.

    Only what this file sets can be listed; what the base image sets can be asked for.
    """

    __slots__ = ("_state",)

    def __init__(self, state: State) -> None:
        self._state = state

    def __getitem__(self, name: str) -> str | Unknown:
        value = self._state.variable(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._state.variables)

    def __len__(self) -> int:
        return len(self._state.variables)
