"""Commands that install packages.

Overview for authors of rules::

    install_of(command) -> Install | None      None for what only looks like an install
                                               (download, --dry-run, --help, --version, lists)

    install.manager            "apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman",
                               "dpkg", "rpm", "pip", "uv", "pipx", "poetry", "pdm", "pipenv",
                               "easy_install", "setuptools", "conda" (mamba and micromamba too:
                               see install.program), "pixi", "npm", "yarn", "pnpm", "bun", "gem",
                               "bundle", "go", "cargo", "brew", "composer"
    install.ecosystem          "system", "python", "conda", "javascript", "ruby", "go", "rust",
                               "php", "brew"
    install.packages           tuple[PackageSpec, ...] in order, editable ones and paths included
    install.project            those packages that are local directories (".", "-e .", "./lib")
    install.may_name_wheels    whether a package is named by a wheel, or a file may do so
    install.requirement_files, .constraint_files     tuple[ShellWord, ...]
    install.installs_lock      whether the packages are those of the manifest or lock file
    install.manifests          names of those files: ("pyproject.toml", "uv.lock")
    install.may_build_project  whether it builds a project, or reads a list that may name one
    install.goes_by_project    whether a Python project, its manifest or a lock says what it needs
    install.installs_project   whether the project itself is installed too
    install.index_urls         tuple[IndexUrl, ...]
    install.channels           tuple[ShellWord, ...] of conda
    install.target             Target | None: --target, --prefix, --root, --user, --system, --global
    install.env_name, .env_prefix    conda's -n and -p, also of ``conda run``: ShellWord | None
    install.cache_disabled(environment=None) -> bool | Unknown
    install.cache_directory(environment=None) -> str | None
    install.assumes_yes(environment=None) -> bool | Unknown
    install.no_recommends, .upgrade, .no_deps, .global_, .breaks_system_packages, .is_editable

``environment`` is a mapping of the variables that hold around the command, such as a stage's ENV;
assignments before the command are looked at first, and without being asked for.
"""

from __future__ import annotations

import posixpath

from dockwright.model.command import Command
from dockwright.model.requirement import PackageSpec, read_package
from dockwright.model.unknown import Unknown
from dockwright.model.words import piece, text_of
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

    Environment = Mapping[str, str | Unknown | None]

__all__ = ["INDEX_VARIABLES", "IndexUrl", "Install", "PackageSpec", "Target", "install_of"]


class IndexUrl(NamedTuple):
    """A place that an install takes packages from."""

    text: str
    word: ShellWord
    span: Span
    option: str
    """The canonical option, or the variable before the command, that names it."""
    replaces: bool
    """Whether it takes the default's place (``--index-url``) or adds to it."""
    is_links: bool = False
    """Whether it is a page or folder of files (``--find-links``)."""


class Target(NamedTuple):
    """Where an install puts the packages, if not where it would by itself."""

    kind: str
    """``target``, ``prefix``, ``root``, ``user``, ``system`` or ``global``."""
    path: ShellWord | None
    span: Span


class _Manager(NamedTuple):
    name: str
    ecosystem: str
    reader: str
    subcommands: frozenset[str] | None


def _manager(name: str, ecosystem: str, reader: str, *subcommands: str) -> _Manager:
    return _Manager(name, ecosystem, reader, frozenset(subcommands) if subcommands else None)


_MANAGERS = {
    "apt-get": _manager("apt", "system", "apt", "install"),
    "apt": _manager("apt", "system", "apt", "install"),
    "aptitude": _manager("apt", "system", "apt", "install"),
    "apk": _manager("apk", "system", "apk", "add"),
    "yum": _manager(
        "yum",
        "system",
        "rpm",
        "install",
        "localinstall",
        "groupinstall",
        "group install",
        "groups install",
        "module install",
        "reinstall",
    ),
    "dnf": _manager(
        "dnf",
        "system",
        "rpm",
        "install",
        "localinstall",
        "groupinstall",
        "group install",
        "groups install",
        "module install",
        "reinstall",
    ),
    "microdnf": _manager("microdnf", "system", "rpm", "install", "reinstall"),
    "tdnf": _manager("tdnf", "system", "rpm", "install", "reinstall"),
    "zypper": _manager("zypper", "system", "zypper", "install"),
    "pacman": _manager("pacman", "system", "plain"),
    "dpkg": _manager("dpkg", "system", "apt"),
    "rpm": _manager("rpm", "system", "rpm"),
    "pip": _manager("pip", "python", "python", "install"),
    "uv": _manager(
        "uv", "python", "poetry", "pip install", "pip sync", "sync", "add", "tool install"
    ),
    "pipx": _manager("pipx", "python", "python", "install", "inject"),
    "poetry": _manager(
        "poetry", "python", "poetry", "install", "sync", "add", "update", "self add"
    ),
    "pdm": _manager("pdm", "python", "python", "install", "sync", "add", "update", "self add"),
    "pipenv": _manager("pipenv", "python", "python", "install", "sync", "update"),
    "easy_install": _manager("easy_install", "python", "python"),
    "python": _manager("setuptools", "python", "python"),
    "conda": _manager(
        "conda", "conda", "conda", "install", "create", "update", "env create", "env update"
    ),
    "mamba": _manager(
        "conda", "conda", "conda", "install", "create", "update", "env create", "env update"
    ),
    "micromamba": _manager(
        "conda", "conda", "conda", "install", "create", "update", "env create", "env update"
    ),
    "pixi": _manager("pixi", "conda", "conda", "install", "add", "global install"),
    "npm": _manager("npm", "javascript", "npm", "install", "ci"),
    "yarn": _manager(
        "yarn", "javascript", "npm", "", "install", "add", "global add", "workspaces focus"
    ),
    "pnpm": _manager("pnpm", "javascript", "npm", "install", "add", "fetch"),
    "bun": _manager("bun", "javascript", "npm", "install", "add", "ci"),
    "gem": _manager("gem", "ruby", "gem", "install"),
    "bundle": _manager("bundle", "ruby", "gem", "", "install"),
    "go": _manager("go", "go", "go", "install", "get", "mod download"),
    "cargo": _manager("cargo", "rust", "cargo", "install"),
    "brew": _manager("brew", "brew", "plain", "install"),
    "composer": _manager(
        "composer", "php", "composer", "install", "require", "update", "global require"
    ),
}

_DRY = frozenset(
    {
        "--help",
        "-h",
        "-?",
        "--dry-run",
        "--simulate",
        "--download-only",
        "--downloadonly",
        "--print-uris",
        "--test",
        "--explain",
    }
)

# Installs of a manifest's packages: the files they read, in the order of their weight.
_MANIFESTS = {
    ("poetry", "install"): ("pyproject.toml", "poetry.lock"),
    ("poetry", "sync"): ("pyproject.toml", "poetry.lock"),
    ("poetry", "update"): ("pyproject.toml", "poetry.lock"),
    ("uv", "sync"): ("pyproject.toml", "uv.lock"),
    ("pdm", "install"): ("pyproject.toml", "pdm.lock"),
    ("pdm", "sync"): ("pyproject.toml", "pdm.lock"),
    ("pdm", "update"): ("pyproject.toml", "pdm.lock"),
    ("pipenv", "install"): ("Pipfile", "Pipfile.lock"),
    ("pipenv", "sync"): ("Pipfile", "Pipfile.lock"),
    ("pipenv", "update"): ("Pipfile", "Pipfile.lock"),
    ("pixi", "install"): ("pixi.toml", "pixi.lock"),
    ("npm", "install"): ("package.json", "package-lock.json"),
    ("npm", "ci"): ("package.json", "package-lock.json"),
    ("yarn", ""): ("package.json", "yarn.lock"),
    ("yarn", "install"): ("package.json", "yarn.lock"),
    ("yarn", "workspaces focus"): ("package.json", "yarn.lock"),
    ("pnpm", "install"): ("package.json", "pnpm-lock.yaml"),
    ("pnpm", "fetch"): ("pnpm-lock.yaml",),
    ("bun", "install"): ("package.json", "bun.lock"),
    ("bun", "ci"): ("package.json", "bun.lock"),
    ("bundle", ""): ("Gemfile", "Gemfile.lock"),
    ("bundle", "install"): ("Gemfile", "Gemfile.lock"),
    ("go", "mod download"): ("go.mod", "go.sum"),
    ("composer", "install"): ("composer.json", "composer.lock"),
    ("composer", "update"): ("composer.json", "composer.lock"),
    ("conda", "env create"): ("environment.yml",),
    ("conda", "env update"): ("environment.yml",),
}

_FILES_ARE_OPERANDS = frozenset({("uv", "pip sync"), ("go", "mod download")})

_INDEX_OPTIONS = {
    "--index-url": (True, False),
    "--default-index": (True, False),
    "--extra-index-url": (False, False),
    "--index": (False, False),
    "--find-links": (False, True),
    "--pypi-mirror": (True, False),
    "--registry": (True, False),
    "--source": (False, False),
    "--repository": (False, False),
    "--repofrompath": (False, False),
}
_DIRECTORY_OPTIONS = {
    "npm": ("--prefix",),
    "yarn": ("--cwd",),
    "pnpm": ("--dir", "-C"),
    "bun": ("--cwd",),
    "uv": ("--directory", "--project"),
    "poetry": ("--directory", "--project", "-C", "-P"),
    "pdm": ("--project",),
}
"""The options that name the folder of the project, where they are not ``--directory``."""

_HAS_INDEX = frozenset(
    {
        "pip",
        "uv",
        "pipx",
        "pipenv",
        "easy_install",
        "npm",
        "yarn",
        "pnpm",
        "bun",
        "gem",
        "apk",
        "dnf",
        "yum",
        "microdnf",
    }
)
INDEX_VARIABLES = {  # whether it takes the default's place, whether it is a place of files
    "PIP_INDEX_URL": (True, False),
    "PIP_EXTRA_INDEX_URL": (False, False),
    "PIP_FIND_LINKS": (False, True),
    "UV_INDEX_URL": (True, False),
    "UV_DEFAULT_INDEX": (True, False),
    "UV_EXTRA_INDEX_URL": (False, False),
    "UV_INDEX": (False, False),
    "UV_FIND_LINKS": (False, True),
    "NPM_CONFIG_REGISTRY": (True, False),
    "npm_config_registry": (True, False),
}

_TRUE = frozenset({"y", "yes", "t", "true", "on", "1"})
_FALSE = frozenset({"n", "no", "f", "false", "off", "0"})

_CACHE_VARIABLES = {
    "pip": "PIP_CACHE_DIR",
    "pipx": "PIP_CACHE_DIR",
    "pipenv": "PIPENV_CACHE_DIR",
    "uv": "UV_CACHE_DIR",
    "poetry": "POETRY_CACHE_DIR",
    "pdm": "PDM_CACHE_DIR",
    "conda": "CONDA_PKGS_DIRS",
    "pixi": "PIXI_CACHE_DIR",
    "npm": "npm_config_cache",
    "yarn": "YARN_CACHE_FOLDER",
    "bun": "BUN_INSTALL_CACHE_DIR",
    "go": "GOMODCACHE",
    "cargo": "CARGO_HOME",
    "composer": "COMPOSER_CACHE_DIR",
}

# Where the cache lies below $XDG_CACHE_HOME, by the tools' documentation.
_CACHE_BELOW_XDG = {"pip": "pip", "uv": "uv", "poetry": "pypoetry", "pdm": "pdm"}


class Install(Command):
    """A command that installs packages; see the module's overview."""

    __slots__ = ("_manager", "_packages")

    _manager: _Manager
    _packages: tuple[PackageSpec, ...] | None

    @property
    def manager(self) -> str:
        """Return the name of the package manager."""
        return self._manager.name

    @property
    def ecosystem(self) -> str:
        """Return the kind of its packages: see the overview."""
        return self._manager.ecosystem

    @property
    def packages(self) -> tuple[PackageSpec, ...]:
        """Return the packages that it names, in order."""
        packages = self._packages
        if packages is None:
            packages = self._read_packages()
            self._packages = packages
        return packages

    def _read_packages(self) -> tuple[PackageSpec, ...]:
        name = self._manager.name
        subcommand = self.subcommand
        reader = self._manager.reader
        if name == "setuptools":
            return ()
        found: list[PackageSpec] = []
        if (name, subcommand) not in _FILES_ARE_OPERANDS and not subcommand.startswith("env "):
            if (name == "uv" and subcommand.startswith("pip")) or (
                name == "pixi" and self.has("--pypi")
            ):
                reader = "python"
            operands = self.operands
            if name == "pipx" and subcommand == "inject":
                operands = operands[1:]
            editable = name in {"uv", "pipx", "poetry"} and self.has("--editable")
            found.extend(read_package(word, reader, editable=editable) for word in operands)
            if reader == "apt":
                # pkg- removes, in the midst of an install
                found = [spec for spec in found if not spec.name.endswith("-")]
            self._apply_version(found)
        if self._manager.ecosystem == "python":
            values = [
                option.value
                for option in self.options
                if option.name == "--editable" and option.value is not None
            ]
            if values:
                found.extend(read_package(word, "python", editable=True) for word in values)
                found.sort(key=lambda spec: spec.span.start)
            found.extend(
                read_package(option.value, "python")
                for option in self.all_options("--with")
                if option.value is not None and name == "uv"
            )
        return tuple(found)

    def _apply_version(self, found: list[PackageSpec]) -> None:
        """Give gem's and cargo's ``--version`` to the packages."""
        if self._manager.name not in {"gem", "cargo"}:
            return
        option = self.option("--version")
        if option is None or option.value is None:
            pinned = self.option("--rev", "--tag") if self._manager.name == "cargo" else None
            if pinned is not None:
                found[:] = [spec._replace(is_pinned=True) for spec in found]
            return
        text = option.text.removeprefix("=").strip()
        exact = text[:1].isdigit() or option.value.value is None
        version = text if exact and option.value.value is not None else None
        found[:] = [
            spec._replace(specifier=option.text, version=version, is_pinned=exact) for spec in found
        ]

    @property
    def project(self) -> tuple[PackageSpec, ...]:
        """Return those of the packages that are local directories."""
        if self._manager.ecosystem == "system":
            return ()
        return tuple(spec for spec in self.packages if spec.is_directory)

    @property
    def requirement_files(self) -> tuple[ShellWord, ...]:
        """Return the words that name files of requirements."""
        if (self._manager.name, self.subcommand) == ("uv", "pip sync"):
            return self.operands
        return self._values("--requirement", "--requirements", "--with-requirements", "--file")

    @property
    def asked_for(self) -> str:
        """Return what is installed in words: equal for installs that ask for the same.

        Options that say how (caches, indexes, targets) make no difference.
        """
        words = [each.raw for each in self.packages] + [text_of(w) for w in self.requirement_files]
        run = self.instruction
        stage = None if run is None or run.stage is None else run.stage.index
        return " ".join((f"{stage} {self._manager.name} {self.subcommand}", *sorted(words)))

    @property
    def lock_file(self) -> str | None:
        """Return the ``pylock.toml`` (PEP 751) that it installs, by the name that it is given."""
        for word in self.requirement_files if self._manager.name in {"pip", "uv"} else ():
            name = (word.value or "").rpartition("/")[2].lower()
            if name.startswith("pylock.") and name.endswith(".toml"):
                return word.value
        return None

    @property
    def may_name_wheels(self) -> bool:
        """Tell whether a package is named by a wheel, or a file of requirements may do so."""
        if self._manager.ecosystem != "python":
            return False
        if self.requirement_files:
            return True
        return any(".whl" in spec.url or ".whl" in spec.path for spec in self.packages)

    @property
    def constraint_files(self) -> tuple[ShellWord, ...]:
        """Return the words that name files of constraints."""
        return self._values("--constraint", "--constraints", "--build-constraint", "--override")

    def _values(self, *names: str) -> tuple[ShellWord, ...]:
        return tuple(
            option.value for option in self.options if option.name in names and option.value
        )

    @property
    def installs_lock(self) -> bool:
        """Tell whether the packages are those of the project's manifest or lock file."""
        return bool(self.manifests)

    @property
    def manifests(self) -> tuple[str, ...]:
        """Return the names of the project's files that say what is installed, if they do."""
        if self._manager.name == "setuptools":
            return ("setup.py",)
        files = _MANIFESTS.get((self._manager.name, self.subcommand), ())
        if not files or (self._manager.name == "pipenv" and self.requirement_files):
            return ()
        if self.subcommand not in {"sync", "mod download"} and self.packages:
            return ()
        if self.global_ and self._manager.name == "npm":
            return ()
        if self.subcommand.startswith("env ") and self.requirement_files:
            return ()
        return files

    @property
    def may_build_project(self) -> bool:
        """Tell whether it builds a project of the tree, or reads a list that may name one."""
        is_python = self._manager.ecosystem == "python"
        return self.installs_project or (is_python and bool(self.requirement_files))

    @property
    def goes_by_project(self) -> bool:
        """Tell whether a Python project of the tree, its manifest or a lock says what it needs."""
        if self._manager.ecosystem != "python":
            return self._manager.name == "conda" and self.subcommand.startswith("env ")
        return self.installs_lock or bool(self.project) or self.lock_file is not None

    @property
    def project_directory(self) -> str | None:
        """Return the folder that an option sends it to, ``""`` for none, None if unknown."""
        option = self.option(*_DIRECTORY_OPTIONS.get(self._manager.name, ("--directory",)))
        if option is None:
            return ""
        found = option.value.value if option.value is not None else None
        return found and posixpath.normpath(found)

    @property
    def installs_project(self) -> bool:
        """Tell whether the code of the local project is installed too."""
        name = self._manager.name
        if self.project or name == "setuptools":
            return True
        if name == "uv" and self.subcommand == "sync":
            return not self.has(
                "--no-install-project", "--no-install-workspace", "--no-install-local"
            )
        if name == "poetry" and self.subcommand in {"install", "sync"}:
            return not self.has("--no-root")
        if name == "pdm" and self.subcommand in {"install", "sync"}:
            return not self.has("--no-self")
        return False

    @property
    def is_editable(self) -> bool:
        """Tell whether a package of it is installed editable."""
        return any(spec.editable for spec in self.packages)

    @property
    def index_urls(self) -> tuple[IndexUrl, ...]:
        """Return the indexes that its options, or variables before it, name."""
        if self._manager.name not in _HAS_INDEX:
            return ()
        found: list[IndexUrl] = []
        for assignment in self.environment:
            kind = INDEX_VARIABLES.get(assignment.name)
            if kind is not None and assignment.value is not None:
                word = assignment.value
                found.append(IndexUrl(text_of(word), word, assignment.span, assignment.name, *kind))
        for option in self.options:
            kind = _INDEX_OPTIONS.get(option.name)
            if kind is None or option.value is None:
                continue
            word = option.value
            if option.name in {"--index", "--default-index"}:
                name, equals, rest = option.text.partition("=")
                if equals and "/" not in name and rest:
                    word = piece(word, len(name) + 1)
            found.append(IndexUrl(text_of(word), word, option.span, option.name, *kind))
        return tuple(found)

    @property
    def channels(self) -> tuple[ShellWord, ...]:
        """Return conda's channels, those before ``::`` not included."""
        if self._manager.ecosystem != "conda":
            return ()
        return self._values("--channel")

    @property
    def target(self) -> Target | None:
        """Return where the packages go, if an option says so; the last option wins."""
        kinds = {"--target": "target", "--prefix": "prefix", "--root": "root", "--user": "user"}
        kinds |= {"--system": "system", "--global": "global", "--install-dir": "target"}
        if self._manager.ecosystem == "conda":
            return None
        for option in reversed(self.options):
            kind = kinds.get(option.name)
            if kind is not None:
                return Target(kind, option.value, option.span)
        return None

    @property
    def env_name(self) -> ShellWord | None:
        """Return conda's ``-n``, of the install or of the ``conda run`` around it."""
        return self._environment_option("--name")

    @property
    def env_prefix(self) -> ShellWord | None:
        """Return conda's ``-p``, of the install or of the ``conda run`` around it."""
        return self._environment_option("--prefix")

    def _environment_option(self, name: str) -> ShellWord | None:
        if self._manager.name == "conda":
            option = self.option(name)
            if option is not None:
                return option.value
        for wrapper in reversed(self.wrapping):
            if wrapper.name in {"conda run", "mamba run", "micromamba run"}:
                option = wrapper.option(name)
                if option is not None:
                    return option.value
        return None

    def _value_of(self, name: str, environment: Environment | None) -> str | Unknown | None:
        """Return a variable's value for this command; None where it has none."""
        own = self.variable(name)
        if own is not None:
            if own.value is None:
                return ""
            return own.value.value if own.value.value is not None else Unknown("an expansion")
        return environment.get(name) if environment is not None else None

    def cache_disabled(self, environment: Environment | None = None) -> bool | Unknown:
        """Tell whether the download cache is off, by its options or by variables.

        pip takes any boolean word in ``PIP_NO_CACHE_DIR``, also a false one, as turning the cache
        off, ignores an empty one and refuses to run with any other (pip's cmdoptions.py, unchanged
        since 19.0.1); uv reads ``UV_NO_CACHE`` as a boolean.
        """
        name = self._manager.name
        if name == "pip":
            for option in reversed(self.options):
                if option.name in {"--no-cache-dir", "--cache-dir"}:
                    return option.name == "--no-cache-dir"
            if self.has("--isolated"):
                return False
            return self._pip_variable(environment)
        if name in {"pipx", "pipenv"}:
            handed = self.option("--pip-args", "--extra-pip-args")
            if handed is not None and "--no-cache-dir" in handed.text.split():
                return True
            return self._pip_variable(environment)
        if name in {"uv", "pdm", "poetry", "bun", "composer", "apk"} and self.has("--no-cache"):
            return True
        variable = {"uv": "UV_NO_CACHE", "pdm": "PDM_NO_CACHE"}.get(name)
        if variable is None:
            return False
        return self._boolean(variable, environment)

    def _pip_variable(self, environment: Environment | None) -> bool | Unknown:
        value = self._value_of("PIP_NO_CACHE_DIR", environment)
        if isinstance(value, Unknown):
            return value
        return value is not None and value.lower() in _TRUE | _FALSE

    def _boolean(self, variable: str, environment: Environment | None) -> bool | Unknown:
        value = self._value_of(variable, environment)
        if isinstance(value, Unknown):
            return value
        return value is not None and value.lower() in _TRUE

    def cache_directory(self, environment: Environment | None = None) -> str | Unknown | None:
        """Return where an option or a variable puts the cache; None where neither does."""
        option = self.option("--cache-dir", "--cache", "--cache-folder", "--store-dir")
        if option is not None and option.value is not None:
            if option.value.value is None:
                return Unknown("an expansion")
            return option.value.value
        variable = _CACHE_VARIABLES.get(self._manager.name)
        if variable is None:
            return None
        value = self._value_of(variable, environment)
        if value is None and variable.startswith("npm_"):
            value = self._value_of(variable.upper(), environment)
        below = _CACHE_BELOW_XDG.get(self._manager.name)
        if below is not None and not isinstance(value, Unknown) and not value:
            home = self._value_of("XDG_CACHE_HOME", environment)
            # A relative path is to be ignored (XDG Base Directory Specification).
            if isinstance(home, str) and home.startswith("/"):
                value = f"{home.rstrip('/')}/{below}"
        return value if isinstance(value, Unknown) or value else None

    def assumes_yes(self, environment: Environment | None = None) -> bool | Unknown:
        """Tell whether it runs through without asking; true for managers that never ask."""
        name = self._manager.name
        if name == "conda":
            if self.has("--yes", "--quiet") and self.has("--yes"):
                return True
            if self.subcommand.startswith("env ") and self.program == "conda":
                return True
            variable = "CONDA_ALWAYS_YES" if self.program == "conda" else "MAMBA_ALWAYS_YES"
            return self._boolean(variable, environment)
        return says_yes(self, name)

    @property
    def no_recommends(self) -> bool:
        """Tell whether recommended (weak) dependencies are left out, by its options."""
        name = self._manager.name
        answer = False
        for option in self.options:
            if option.name in {"--no-install-recommends", "--no-recommends"}:
                answer = True
            elif option.name == "--install-recommends":
                answer = option.text.lower() in _FALSE
            elif option.name == "--option" and name == "apt":
                answer = not _apt_setting(option.text, "apt::install-recommends", not answer)
            elif option.name == "--setopt":
                key, _, value = option.text.partition("=")
                if key.strip().endswith("install_weak_deps"):
                    answer = value.strip().lower() in _FALSE
        return answer

    @property
    def upgrade(self) -> bool:
        """Tell whether it raises packages that are there already."""
        return self.subcommand in {"update", "env update"} or self.has("--upgrade", "-u")

    @property
    def reinstalls(self) -> bool:
        """Tell whether it writes packages again that are there already."""
        return self.has("--force-reinstall", "--reinstall", "--ignore-installed", "-I")

    @property
    def no_deps(self) -> bool:
        """Tell whether the packages' own dependencies are left out."""
        return self.has("--no-deps", "--nodeps")

    @property
    def global_(self) -> bool:
        """Tell whether npm and its kin install for the whole system."""
        if self.subcommand in {"global add", "global install", "global require"}:
            return True
        location = self.option("--location")
        return self.has("--global") or (location is not None and location.text == "global")

    @property
    def breaks_system_packages(self) -> bool:
        """Tell whether it overrides the mark of an externally managed Python."""
        own = self.variable("PIP_BREAK_SYSTEM_PACKAGES")
        return self.has("--break-system-packages") or (
            own is not None and own.value is not None and (own.value.value or "").lower() in _TRUE
        )


def says_yes(command: Command, manager: str) -> bool:
    """Tell whether an option answers a system's package manager; true for those that never ask.

    apt-get takes two ``-q`` as yes (apt-get(8)).
    """
    if manager == "apt":
        quiet = 0
        answer = False
        for option in command.options:
            if option.name in {"--yes", "--force-yes"}:
                answer = option.text.lower() not in _FALSE
            elif option.name == "--quiet":
                quiet += int(option.text) if option.text.isdigit() else 1
            elif option.name == "--option":
                answer = _apt_setting(option.text, "apt::get::assume-yes", answer)
        return answer or quiet > 1
    if manager in {"yum", "dnf", "microdnf", "tdnf"}:
        setting = command.all_options("--setopt")
        return command.has("--assumeyes", "--yes") or any(
            option.text.lower() in {"assumeyes=1", "assumeyes=true", "assumeyes=yes"}
            for option in setting
        )
    if manager == "zypper":
        return command.has("--non-interactive", "--no-confirm")
    if manager == "pacman":
        return command.has("--noconfirm")
    return True


def _apt_setting(text: str, key: str, otherwise: bool) -> bool:
    """Return the boolean that apt's ``-o KEY=VALUE`` gives to ``key``."""
    name, equals, value = text.partition("=")
    if not equals or name.strip().lower() != key:
        return otherwise
    return value.strip().strip("\"'").lower() not in _FALSE | {"without", "disable"}


def install_of(command: Command) -> Install | None:
    """Return the command as an install, or None where it is none."""
    if isinstance(command, Install):
        return command
    known = command._install  # noqa: SLF001 (the slot is there for this function)
    if known is False:
        known = command._install = _read_install(command)  # noqa: SLF001
    return known


def _read_install(command: Command) -> Install | None:
    manager = _MANAGERS.get(command.program)
    if manager is None:
        return None
    if manager.subcommands is not None:
        if command.subcommand not in manager.subcommands:
            return None
    elif not _installs_without_subcommand(command):
        return None
    for option in command.options:
        if option.name in _DRY or (option.name == "--version" and option.value is None):
            return None
        if option.name == "--download" and command.program == "zypper" and option.text == "only":
            return None
    install = Install._view(command)  # noqa: SLF001
    install._manager = manager  # noqa: SLF001 (its own class's maker)
    install._packages = None  # noqa: SLF001
    if command.subcommand == "create" and not install.packages and not install.requirement_files:
        return None
    return install


def _installs_without_subcommand(command: Command) -> bool:
    program = command.program
    if program == "dpkg":
        return command.has("--install")
    if program == "rpm":
        return command.has("--install", "--upgrade", "--freshen") and not command.has(
            "--query", "--erase", "--verify", "--import"
        )
    if program == "pacman":
        return (
            command.has("--sync", "--upgrade")
            and bool(command.operands)
            and not command.has("--search", "--info", "--list", "--clean", "--groups", "--print")
        )
    if program == "python":
        words = command.operands
        if len(words) < 2 or command.has("-c", "-m"):
            return False
        return text_of(words[0]).rpartition("/")[2] == "setup.py" and any(
            word.value in {"install", "develop"} for word in words[1:]
        )
    return bool(command.operands)
