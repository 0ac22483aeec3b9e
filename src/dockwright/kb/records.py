"""The values that the knowledge base hands out.

A field that is None is not known; it never means "no".
Dates are ISO 8601 texts, which compare as dates do; sizes are bytes.
"""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, ClassVar, Self

__all__ = [
    "CacheFacts",
    "ChannelFacts",
    "EndOfLife",
    "Fact",
    "ImageFacts",
    "PackageFacts",
    "ProgramFacts",
    "Record",
    "SecretNames",
    "SecretShape",
    "ServerFacts",
    "SystemPackageFacts",
    "version_numbers",
]


class Record:
    """A value with many fields, made from keywords; the ones left out take their defaults.

    A slotted class, as defining a NamedTuple of sixty fields takes longer than a whole check may.
    """

    __slots__: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, **fields: Any) -> None:
        defaults = self._defaults
        for name in self.__slots__:
            setattr(self, name, fields.pop(name) if name in fields else defaults[name])
        if fields:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(fields)}")

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return type(self)(**{**fields, **changes})

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]  # some fields are tables

    def __repr__(self) -> str:
        known = {name: getattr(self, name) for name in self.__slots__}
        shown = ", ".join(
            f"{name}={value!r}"
            for name, value in known.items()
            if name not in self._defaults or value != self._defaults[name]
        )
        return f"{type(self).__name__}({shown})"


class Fact(NamedTuple):
    """One thing known about the world, with where it was read and when.

    Attributes:
        id: stable dotted name, such as ``pip.cache-dir``.
        value: text, number, flag, list or table.
        applies_to: what it holds for, in words.
        source: title of a page, or a project's site or repository.
        as_of: day on which it held.
        confidence: ``high``, ``medium`` or ``low``.
        note: what else a reader wants to know; may be empty.
    """

    id: str
    value: Any
    applies_to: str
    source: str
    as_of: str
    confidence: str
    note: str


class EndOfLife(NamedTuple):
    """When a release of a product stops getting fixes.

    Attributes:
        product: such as ``python`` or ``debian``.
        version: the release, such as ``3.9`` or ``12``.
        date: last day of ordinary support.
        lts: last day of free long-term support, where there is one.
        fact: id of the fact that it rests on.
        as_of: day on which the dates held.
        confidence: ``high``, ``medium`` or ``low``.
    """

    product: str
    version: str
    date: str
    lts: str | None
    fact: str
    as_of: str
    confidence: str

    @property
    def last_day(self) -> str:
        """Return the last day on which anyone maintains it for free."""
        return self.lts or self.date

    def has_ended(self, on: str) -> bool:
        """Return whether all free support is over on a day, such as ``kb.as_of``."""
        return self.last_day < on

    def is_lts_only(self, on: str) -> bool:
        """Return whether only long-term support is left on a day."""
        return self.date < on <= self.last_day


class ImageFacts(Record):
    """What is known about a published image, by repository and tag.

    Attributes:
        repository: full name with registry, such as ``docker.io/library/python``.
        name: the name as people write it, such as ``python``.
        tag: the tag it was asked for, ``latest`` where none was given.
        kind: ``os``, ``language``, ``conda``, ``cuda``, ``ml``, ``notebook``, ``serverless``,
            ``tool``, ``service`` or ``distroless``.
        flavour: ``full``, ``slim``, ``alpine``, ``minimal``, ``base``, ``runtime``, ``devel``…
        version: version of the product that the tag names, such as ``3.11`` or ``12.4.1``.
        is_exact_version: whether the tag names the version to its last part.
        distro: ``debian``, ``ubuntu``, ``alpine``, ``rhel``, ``centos``, ``rockylinux``,
            ``almalinux``, ``fedora``, ``amazonlinux``, ``azurelinux`` or ``windows``.
        distro_version: such as ``12``, ``22.04`` or ``3.20``.
        codename: such as ``bookworm``.
        is_distro_named: whether the tag itself fixes the distro's release; where false, the
            release changes under the same tag one day.
        libc: ``glibc``, ``musl`` or ``none``.
        libc_version: such as ``2.36``.
        package_manager: ``apt``, ``apk``, ``dnf``, ``yum``, ``microdnf`` or ``none``.
        has_shell: whether ``/bin/sh`` exists.
        sh: what ``/bin/sh`` is: ``dash``, ``busybox`` or ``bash``.
        python_version: version of the Python on PATH, such as ``3.11``.
        python_path: its path.
        python_origin: ``image`` (built into /usr/local), ``distro``, ``conda`` or ``bundled``.
        has_python: whether a Python is on PATH.
        is_externally_managed: whether a plain ``pip install`` into that Python is refused
            (PEP 668).
        distro_python: version that the distro's package ``python3`` brings.
        is_distro_python_managed: whether pip refuses to install into that one (PEP 668).
        user: user that instructions and the container start as.
        uid: its number.
        gid: its group's number.
        users: further ordinary users that exist, name to number.
        workdir: the working directory.
        entrypoint: the configured entrypoint; empty where the image has none.
        cmd: the configured command; empty where the image has none.
        path: the PATH that the image sets.
        env: variables that the image is known to set, PATH among them.
        env_names: names of all variables that it is known to set, also where the value is not
            known.
        is_env_complete: whether ``env_names`` has all of them.
        programs: programs known to be on PATH.
        absent: programs known not to be there.
        libraries: distro packages known to be installed.
        absent_libraries: distro packages known not to be installed.
        has_compiler: whether gcc or its like is there.
        cuda_version: CUDA version in the image.
        cudnn: cuDNN version, or its major, where the image has it.
        has_cudnn: whether it has cuDNN.
        gpu: ``nvidia``, ``rocm``, ``xpu``, ``gaudi`` or None where it is not made for one.
        nvidia_env: whether it sets NVIDIA_VISIBLE_DEVICES and its companion.
        packages: Python packages that are already installed, name to version or "".
        compressed_bytes: bytes to pull.
        unpacked_bytes: bytes on disk.
        size_confidence: ``measured``, ``estimated`` or ``low``.
        system_packages: how many packages of its distribution are installed.
        platforms: such as ``linux/amd64``.
        ends: end of life of the products inside.
        deprecated: why it is not to be used any more, or None.
        successor: image to use instead.
        onbuild: whether it has ONBUILD triggers.
        fact: id of the fact that decided last.
        as_of: its day.
        confidence: ``high``, ``medium`` or ``low``.
    """

    __slots__ = (
        "absent",
        "absent_libraries",
        "as_of",
        "cmd",
        "codename",
        "compressed_bytes",
        "confidence",
        "cuda_version",
        "cudnn",
        "deprecated",
        "distro",
        "distro_python",
        "distro_version",
        "ends",
        "entrypoint",
        "env",
        "env_names",
        "fact",
        "flavour",
        "gid",
        "gpu",
        "has_compiler",
        "has_cudnn",
        "has_python",
        "has_shell",
        "is_distro_named",
        "is_distro_python_managed",
        "is_env_complete",
        "is_exact_version",
        "is_externally_managed",
        "kind",
        "libc",
        "libc_version",
        "libraries",
        "name",
        "nvidia_env",
        "onbuild",
        "package_manager",
        "packages",
        "path",
        "platforms",
        "programs",
        "python_origin",
        "python_path",
        "python_version",
        "repository",
        "sh",
        "size_confidence",
        "successor",
        "system_packages",
        "tag",
        "uid",
        "unpacked_bytes",
        "user",
        "users",
        "version",
        "workdir",
    )
    _defaults: ClassVar[Mapping[str, Any]] = {
        "kind": None,
        "flavour": None,
        "version": None,
        "is_exact_version": None,
        "distro": None,
        "distro_version": None,
        "codename": None,
        "is_distro_named": None,
        "libc": None,
        "libc_version": None,
        "package_manager": None,
        "has_shell": None,
        "sh": None,
        "python_version": None,
        "python_path": None,
        "python_origin": None,
        "has_python": None,
        "is_externally_managed": None,
        "distro_python": None,
        "is_distro_python_managed": None,
        "user": None,
        "uid": None,
        "gid": None,
        "users": {},
        "workdir": None,
        "entrypoint": None,
        "cmd": None,
        "path": None,
        "env": {},
        "env_names": frozenset(),
        "is_env_complete": False,
        "programs": frozenset(),
        "absent": frozenset(),
        "libraries": frozenset(),
        "absent_libraries": frozenset(),
        "has_compiler": None,
        "cuda_version": None,
        "cudnn": None,
        "has_cudnn": None,
        "gpu": None,
        "nvidia_env": None,
        "packages": {},
        "compressed_bytes": None,
        "unpacked_bytes": None,
        "size_confidence": None,
        "system_packages": None,
        "platforms": (),
        "ends": (),
        "deprecated": None,
        "successor": None,
        "onbuild": None,
        "fact": "",
        "as_of": "",
        "confidence": "medium",
    }

    repository: str
    name: str
    tag: str
    kind: str | None
    flavour: str | None
    version: str | None
    is_exact_version: bool | None
    distro: str | None
    distro_version: str | None
    codename: str | None
    is_distro_named: bool | None
    libc: str | None
    libc_version: str | None
    package_manager: str | None
    has_shell: bool | None
    sh: str | None
    python_version: str | None
    python_path: str | None
    python_origin: str | None
    has_python: bool | None
    is_externally_managed: bool | None
    distro_python: str | None
    is_distro_python_managed: bool | None
    user: str | None
    uid: int | None
    gid: int | None
    users: Mapping[str, int]
    workdir: str | None
    entrypoint: tuple[str, ...] | None
    cmd: tuple[str, ...] | None
    path: str | None
    env: Mapping[str, str]
    env_names: frozenset[str]
    is_env_complete: bool
    programs: frozenset[str]
    absent: frozenset[str]
    libraries: frozenset[str]
    absent_libraries: frozenset[str]
    has_compiler: bool | None
    cuda_version: str | None
    cudnn: str | None
    has_cudnn: bool | None
    gpu: str | None
    nvidia_env: bool | None
    packages: Mapping[str, str]
    compressed_bytes: int | None
    unpacked_bytes: int | None
    size_confidence: str | None
    system_packages: int | None
    platforms: tuple[str, ...]
    ends: tuple[EndOfLife, ...]
    deprecated: str | None
    successor: str | None
    onbuild: bool | None
    fact: str
    as_of: str
    confidence: str

    def has_program(self, program: str) -> bool | None:
        """Return whether a program is on PATH, None where that is not known."""
        if program in self.programs:
            return True
        if program in self.absent or self.has_shell is False:
            return False
        return None

    def has_library(self, package: str) -> bool | None:
        """Return whether a distro package is installed, None where that is not known."""
        if package in self.libraries:
            return True
        if package in self.absent_libraries:
            return False
        return None

    @property
    def is_root(self) -> bool | None:
        """Return whether it starts as root, None where that is not known."""
        if self.uid is not None:
            return self.uid == 0
        return None if self.user is None else self.user in {"root", "0"}

    @property
    def is_musl(self) -> bool:
        """Return whether its C library is known to be musl."""
        return self.libc == "musl"


class PackageFacts(Record):
    """What is known about a Python package on the public index, newest version looked at.

    Attributes:
        name: normalised name.
        version: the version that was looked at.
        wheel_bytes: bytes of its Linux x86-64 wheel, or of its pure wheel.
        unpacked_bytes: bytes on disk.
        download_bytes: bytes of it and all it pulls in on Linux x86-64, where measured.
        is_heavy: whether it alone is worth a layer of its own.
        is_pure: whether a wheel for any platform exists.
        has_wheel: whether any Linux x86-64 wheel exists; false for source only.
        has_sdist: whether its source is published, so that pip can fall back to compiling.
        has_aarch64_wheel: whether a Linux arm64 wheel exists.
        has_musl_wheel: whether a wheel for Alpine (musl, x86-64) exists.
        first_musl_version: first version with one.
        installs_on_musl: ``wheel``, ``compiles`` or ``fails``.
        needs_compiler: whether installing on glibc compiles.
        needs_torch_at_build: whether building imports torch, so build isolation breaks it.
        needs_nvcc: whether building needs the CUDA compiler.
        build_apt: Debian packages for compiling it.
        runtime_apt: Debian packages that must be in the image that runs it.
        runtime_apk: Alpine packages that must be in the image that runs it.
        runtime_programs: programs it calls.
        headless: name of the package without GUI libraries.
        alternatives: packages that do the same with less.
        cpu_alternative: name of the package without GPU support.
        cuda: ``bundled``, ``pip`` (pulls nvidia-* wheels), ``extra`` (only with an extra),
            ``system`` (needs CUDA in the image) or None.
        cuda_major: CUDA major that the default Linux wheel is built for.
        cuda_extra: extra that brings the CUDA libraries.
        index_url: index URL with ``{variant}`` where variants live on the project's own index.
        roles: ``framework``, ``ml``, ``server``, ``dev``, ``test``, ``lint``, ``notebook``,
            ``gpu``, ``database``, ``vision``, ``audio``, ``tool``.
        server: key of its ServerFacts.
        import_error: text that the user sees when a library is missing.
        deprecated: why not to use it any more, or None.
        successor: package to use instead.
        note: what else a reader wants to know.
        fact: id of the fact.
        as_of: its day.
        confidence: ``high``, ``medium`` or ``low``.
    """

    __slots__ = (
        "alternatives",
        "as_of",
        "build_apt",
        "confidence",
        "cpu_alternative",
        "cuda",
        "cuda_extra",
        "cuda_major",
        "deprecated",
        "download_bytes",
        "fact",
        "first_musl_version",
        "has_aarch64_wheel",
        "has_musl_wheel",
        "has_sdist",
        "has_wheel",
        "headless",
        "import_error",
        "index_url",
        "installs_on_musl",
        "is_heavy",
        "is_pure",
        "name",
        "needs_compiler",
        "needs_nvcc",
        "needs_torch_at_build",
        "note",
        "roles",
        "runtime_apk",
        "runtime_apt",
        "runtime_programs",
        "server",
        "successor",
        "unpacked_bytes",
        "version",
        "wheel_bytes",
    )
    _defaults: ClassVar[Mapping[str, Any]] = {
        "version": None,
        "wheel_bytes": None,
        "unpacked_bytes": None,
        "download_bytes": None,
        "is_heavy": False,
        "is_pure": None,
        "has_wheel": None,
        "has_sdist": None,
        "has_aarch64_wheel": None,
        "has_musl_wheel": None,
        "first_musl_version": None,
        "installs_on_musl": None,
        "needs_compiler": None,
        "needs_torch_at_build": False,
        "needs_nvcc": False,
        "build_apt": (),
        "runtime_apt": (),
        "runtime_apk": (),
        "runtime_programs": (),
        "headless": None,
        "alternatives": (),
        "cpu_alternative": None,
        "cuda": None,
        "cuda_major": None,
        "cuda_extra": None,
        "index_url": None,
        "roles": frozenset(),
        "server": None,
        "import_error": None,
        "deprecated": None,
        "successor": None,
        "note": "",
        "fact": "",
        "as_of": "",
        "confidence": "high",
    }

    name: str
    version: str | None
    wheel_bytes: int | None
    unpacked_bytes: int | None
    download_bytes: int | None
    is_heavy: bool
    is_pure: bool | None
    has_wheel: bool | None
    has_sdist: bool | None
    has_aarch64_wheel: bool | None
    has_musl_wheel: bool | None
    first_musl_version: str | None
    installs_on_musl: str | None
    needs_compiler: bool | None
    needs_torch_at_build: bool
    needs_nvcc: bool
    build_apt: tuple[str, ...]
    runtime_apt: tuple[str, ...]
    runtime_apk: tuple[str, ...]
    runtime_programs: tuple[str, ...]
    headless: str | None
    alternatives: tuple[str, ...]
    cpu_alternative: str | None
    cuda: str | None
    cuda_major: int | None
    cuda_extra: str | None
    index_url: str | None
    roles: frozenset[str]
    server: str | None
    import_error: str | None
    deprecated: str | None
    successor: str | None
    note: str
    fact: str
    as_of: str
    confidence: str

    @property
    def is_framework(self) -> bool:
        """Return whether it is a deep-learning framework."""
        return "framework" in self.roles

    @property
    def is_dev_only(self) -> bool:
        """Return whether it has no work to do in an image that runs in production."""
        return not self.roles.isdisjoint({"dev", "test", "lint"})


class SystemPackageFacts(Record):
    """What is known about a package of apt, apk, dnf, yum or conda.

    Attributes:
        manager: ``apt``, ``apk``, ``dnf`` (also for yum, microdnf, zypper).
        name: its name as it was asked for.
        roles: ``compiler``, ``headers``, ``build``, ``driver``, ``container-runtime``,
            ``cuda-toolkit``, ``cuda-runtime``, ``cudnn``, ``editor``, ``ssh``, ``debug``,
            ``network``, ``python``, ``vcs``, ``init``, ``docs``, ``gui``, ``service``, ``locale``.
        programs: programs that it brings.
        runtime: package with what a built program needs when it runs, for a headers package.
        renamed_to: its name in newer releases.
        removed_from: releases, such as ``debian 13``, from which on the name is gone.
        installed_bytes: bytes on disk with what it pulls in, where known.
        brings_python: whether it installs the distro's Python.
        note: what else a reader wants to know.
        fact: id of the fact.
        as_of: its day.
        confidence: ``high``, ``medium`` or ``low``.
    """

    __slots__ = (
        "as_of",
        "brings_python",
        "confidence",
        "fact",
        "installed_bytes",
        "manager",
        "name",
        "note",
        "programs",
        "removed_from",
        "renamed_to",
        "roles",
        "runtime",
    )
    _defaults: ClassVar[Mapping[str, Any]] = {
        "roles": frozenset(),
        "programs": (),
        "runtime": (),
        "renamed_to": None,
        "removed_from": (),
        "installed_bytes": None,
        "brings_python": False,
        "note": "",
        "fact": "",
        "as_of": "",
        "confidence": "high",
    }

    manager: str
    name: str
    roles: frozenset[str]
    programs: tuple[str, ...]
    runtime: tuple[str, ...]
    renamed_to: str | None
    removed_from: tuple[str, ...]
    installed_bytes: int | None
    brings_python: bool
    note: str
    fact: str
    as_of: str
    confidence: str

    @property
    def is_build_only(self) -> bool:
        """Return whether only compiling needs it."""
        return not self.roles.isdisjoint({"compiler", "headers", "build"})


class CacheFacts(Record):
    """Where a tool keeps what it downloaded.

    Attributes:
        tool: such as ``pip`` or ``apt``.
        paths: directories for root, the first the one to mount.
        user_path: below a home directory, such as ``.cache/pip``; empty where not per user.
        disable_env: variables that switch the cache off, with the value that does it.
        disable_flags: options that do.
        dir_env: variables that move it.
        dir_flags: options that do.
        clean: command that empties it.
        sharing: mode that a cache mount of it needs: ``locked`` or ``shared``.
        is_in_layer: whether it stays in the layer unless something is done.
        note: what else a reader wants to know.
        fact: id of the fact.
    """

    __slots__ = (
        "clean",
        "dir_env",
        "dir_flags",
        "disable_env",
        "disable_flags",
        "fact",
        "is_in_layer",
        "note",
        "paths",
        "sharing",
        "tool",
        "user_path",
    )
    _defaults: ClassVar[Mapping[str, Any]] = {
        "paths": (),
        "user_path": "",
        "disable_env": {},
        "disable_flags": (),
        "dir_env": (),
        "dir_flags": (),
        "clean": None,
        "sharing": "shared",
        "is_in_layer": True,
        "note": "",
        "fact": "",
    }

    tool: str
    paths: tuple[str, ...]
    user_path: str
    disable_env: Mapping[str, str]
    disable_flags: tuple[str, ...]
    dir_env: tuple[str, ...]
    dir_flags: tuple[str, ...]
    clean: str | None
    sharing: str
    is_in_layer: bool
    note: str
    fact: str


class SecretNames(NamedTuple):
    """Words that mark the name of a variable as a secret's.

    Attributes:
        words: parts of a name (between ``_``, lower case) that say it is a secret.
        names: whole names (upper case) that are secrets.
        suffixes: endings of whole upper-case names that are secrets.
        not_secret_words: parts that say it is not, such as ``file`` or ``public``.
        not_secret_names: whole names (upper case) that are no secrets.
        buildkit_deny: words of BuildKit's own check.
        buildkit_allow: words with which BuildKit's own check stays silent.
    """

    words: frozenset[str]
    names: frozenset[str]
    suffixes: tuple[str, ...]
    not_secret_words: frozenset[str]
    not_secret_names: frozenset[str]
    buildkit_deny: frozenset[str]
    buildkit_allow: frozenset[str]


class SecretShape(NamedTuple):
    """How a provider's secret looks.

    Attributes:
        provider: key, such as ``github``.
        title: name for people, such as ``GitHub token``.
        literal: text that stands in every such secret: look for it before matching.
        pattern: regular expression of the secret itself.
        min_entropy: bits a character below which it is a placeholder; 0 where shape is enough.
        needs_name: words of which the variable's name must have one, where the shape alone is
            too common; empty otherwise.
        fact: id of the fact.
    """

    provider: str
    title: str
    literal: str
    pattern: str
    min_entropy: float
    needs_name: tuple[str, ...]
    fact: str


class ServerFacts(Record):
    """How a server program binds.

    Attributes:
        name: such as ``uvicorn`` or ``flask run``.
        program: the program's name on the command line.
        subcommands: words after it that make it serve; empty where it serves by itself.
        module: module for ``python -m``.
        default_host: address it listens on unless told; None where it is not known.
        default_port: port it listens on unless told.
        host_options: options that set the address.
        port_options: options that set the port.
        bind_options: options that set both, as ``host:port``.
        everywhere_options: options that make it listen on every interface.
        host_env: variables that set the address.
        port_env: variables that set the port.
        bind_env: variables that set both.
        positional: ``addrport`` where the address is a plain argument (Django's runserver).
        is_development: whether it is made for development only.
        forks_workers: whether it starts several processes.
        health_path: path that answers when it is well.
        handles_signals: whether it ends cleanly on SIGTERM as PID 1.
        note: what else a reader wants to know.
        fact: id of the fact.
    """

    __slots__ = (
        "bind_env",
        "bind_options",
        "default_host",
        "default_port",
        "everywhere_options",
        "fact",
        "forks_workers",
        "handles_signals",
        "health_path",
        "host_env",
        "host_options",
        "is_development",
        "module",
        "name",
        "note",
        "port_env",
        "port_options",
        "positional",
        "program",
        "subcommands",
    )
    _defaults: ClassVar[Mapping[str, Any]] = {
        "subcommands": (),
        "module": None,
        "default_host": None,
        "default_port": None,
        "host_options": (),
        "port_options": (),
        "bind_options": (),
        "everywhere_options": (),
        "host_env": (),
        "port_env": (),
        "bind_env": (),
        "positional": None,
        "is_development": False,
        "forks_workers": False,
        "health_path": None,
        "handles_signals": None,
        "note": "",
        "fact": "",
    }

    name: str
    program: str
    subcommands: tuple[str, ...]
    module: str | None
    default_host: str | None
    default_port: int | None
    host_options: tuple[str, ...]
    port_options: tuple[str, ...]
    bind_options: tuple[str, ...]
    everywhere_options: tuple[str, ...]
    host_env: tuple[str, ...]
    port_env: tuple[str, ...]
    bind_env: tuple[str, ...]
    positional: str | None
    is_development: bool
    forks_workers: bool
    health_path: str | None
    handles_signals: bool | None
    note: str
    fact: str

    @property
    def is_loopback(self) -> bool:
        """Return whether it can only be reached from inside the container unless told."""
        return self.default_host in {"127.0.0.1", "localhost", "::1"}


class ProgramFacts(Record):
    """What is known about a program on a command line.

    Attributes:
        name: the program.
        roles: ``shell``, ``init``, ``gpu-query``, ``editor``, ``host-only``, ``privilege``,
            ``supervisor``, ``compiler``, ``downloader``, ``interpreter``, ``network-debug``,
            ``wrapper``.
        packages: package that brings it, by manager (``apt``, ``apk``, ``dnf``).
        note: what else a reader wants to know.
        fact: id of the fact.
    """

    __slots__ = ("fact", "name", "note", "packages", "roles")
    _defaults: ClassVar[Mapping[str, Any]] = {
        "roles": frozenset(),
        "packages": {},
        "note": "",
        "fact": "",
    }

    name: str
    roles: frozenset[str]
    packages: Mapping[str, str]
    note: str
    fact: str


class ChannelFacts(Record):
    """What is known about a conda channel.

    Attributes:
        name: such as ``defaults``.
        needs_licence: whether larger organisations must pay for it.
        retired: what ended, in words, or None.
        successor: channel or way to use instead.
        note: what else a reader wants to know.
        fact: id of the fact.
    """

    __slots__ = ("fact", "name", "needs_licence", "note", "retired", "successor")
    _defaults: ClassVar[Mapping[str, Any]] = {
        "needs_licence": False,
        "retired": None,
        "successor": None,
        "note": "",
        "fact": "",
    }

    name: str
    needs_licence: bool
    retired: str | None
    successor: str | None
    note: str
    fact: str


def version_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers in a version, by which versions are ordered: ``(2, 5, 1)``."""
    return tuple(int(part) for part in re.findall(r"\d+", text))
