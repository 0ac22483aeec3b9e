"""What installs install, from where and to where; and what only looks like an install."""

from __future__ import annotations

from typing import Any

import pytest

from dockwright.model.command import Command
from dockwright.model.install import Install, install_of
from dockwright.model.requirement import normalise
from dockwright.model.unknown import Unknown
from shell_commands import command


def install(line: str) -> Install:
    found = install_of(command(line))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "manager", "ecosystem"),
    [
        ("apt-get install -y x", "apt", "system"),
        ("apt install x", "apt", "system"),
        ("sudo aptitude install x", "apt", "system"),
        ("apk --no-cache add x", "apk", "system"),
        ("yum -y install x", "yum", "system"),
        ("dnf group install x", "dnf", "system"),
        ("microdnf install x", "microdnf", "system"),
        ("zypper -n in x", "zypper", "system"),
        ("pacman -Syu --noconfirm x", "pacman", "system"),
        ("dpkg -i x.deb", "dpkg", "system"),
        ("rpm -Uvh x.rpm", "rpm", "system"),
        ("pip3 install x", "pip", "python"),
        ("python -m pip install x", "pip", "python"),
        ("uv pip install x", "uv", "python"),
        ("uv sync", "uv", "python"),
        ("uv add x", "uv", "python"),
        ("uv tool install x", "uv", "python"),
        ("pipx install x", "pipx", "python"),
        ("poetry install", "poetry", "python"),
        ("pdm sync", "pdm", "python"),
        ("pipenv install --deploy", "pipenv", "python"),
        ("easy_install x", "easy_install", "python"),
        ("python setup.py install", "setuptools", "python"),
        ("conda install x", "conda", "conda"),
        ("mamba create -n e x", "conda", "conda"),
        ("micromamba install x", "conda", "conda"),
        ("conda env create -f e.yml", "conda", "conda"),
        ("pixi install", "pixi", "conda"),
        ("npm i x", "npm", "javascript"),
        ("npm ci", "npm", "javascript"),
        ("yarn", "yarn", "javascript"),
        ("pnpm add x", "pnpm", "javascript"),
        ("gem install x", "gem", "ruby"),
        ("bundle install", "bundle", "ruby"),
        ("go install example/x@latest", "go", "go"),
        ("cargo install x", "cargo", "rust"),
        ("composer require x", "composer", "php"),
    ],
)
def test_installs_are_recognised(line: str, manager: str, ecosystem: str) -> None:
    found = install(line)
    assert (found.manager, found.ecosystem) == (manager, ecosystem)
    assert isinstance(found, Command)


@pytest.mark.parametrize(
    "line",
    [
        "apt-get install --help",
        "apt-get install -s x",
        "apt-get install --download-only x",
        "apt-get update",
        "apt-get remove x",
        "apt-cache install x",
        "apt list --installed",
        "apk del x",
        "apk add --simulate x",
        "yum -y update",
        "yum install --downloadonly x",
        "dnf download x",
        "zypper in --dry-run x",
        "pacman -Sy",
        "pacman -Ss x",
        "dpkg -l",
        "dpkg --print-architecture",
        "rpm -qi x",
        "rpm --import key",
        "echo pip install x",
        "which pip",
        "command -v pip",
        "pip --version",
        "pip install --help",
        "pip install --dry-run x",
        "pip download x",
        "pip wheel x",
        "pip uninstall -y x",
        "pip list",
        "pip config set install.x y",
        "pip-compile x",
        "uv pip compile r.in",
        "uv lock",
        "uv venv",
        "uv sync --dry-run",
        "uv python install 3.12",
        "poetry install --dry-run",
        "poetry export",
        "python setup.py build",
        "python install.py install",
        "python -c 'setup.py' install",
        "conda create -n e",
        "conda install --dry-run x",
        "conda remove x",
        "npm run install",
        "npm --version",
        "npm config set x y",
        "yarn build",
        "yarn --version",
        "yarn remove x",
        "gem list",
        "go build ./...",
        "cargo build",
        "install -m 755 a b",
        "./install x",
        "make install",
        "$TOOL install x",
    ],
)
def test_what_only_looks_like_an_install_is_none(line: str) -> None:
    assert install_of(command(line)) is None


Fields = dict[str, Any]


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("torch", {"name": "torch", "version": None, "specifier": "", "is_pinned": False}),
        ("torch==2.1.0", {"name": "torch", "version": "2.1.0", "is_pinned": True}),
        ("torch===2.1.0", {"version": "2.1.0", "is_pinned": True}),
        ("Flask_Login.X", {"name": "flask-login-x", "raw": "Flask_Login.X"}),
        ("'torch>=2'", {"name": "torch", "version": None, "specifier": ">=2", "is_pinned": False}),
        ("'torch >= 2, < 3'", {"specifier": ">= 2, < 3", "is_pinned": False}),
        ("torch==2.*", {"version": None, "is_pinned": False}),
        ("'torch~=2.1'", {"specifier": "~=2.1", "is_pinned": False}),
        ("'torch (==2.1)'", {"version": "2.1", "is_pinned": True}),
        (
            "\"torch[x,Y_z]==1 ; python_version<'3.9'\"",
            {"extras": ("x", "y-z"), "version": "1", "marker": "python_version<'3.9'"},
        ),
        ("torch==2.1.0+cu118", {"version": "2.1.0+cu118"}),
        ("torch==$V", {"name": "torch", "version": None, "is_pinned": True, "is_dynamic": True}),
        ("torch${X}==1", {"name": "", "is_pinned": False, "is_dynamic": True}),
        ("$PACKAGES", {"name": "", "is_pinned": False, "is_dynamic": True}),
        (
            "'name @ https://host/x.zip'",
            {"name": "name", "url": "https://host/x.zip", "is_pinned": False},
        ),
        (
            "git+https://host/a/b.git@v1#egg=My_Name[x]",
            {"name": "my-name", "extras": ("x",), "is_pinned": True, "path": ""},
        ),
        ("git+https://host/a/b.git@main", {"name": "", "is_pinned": False}),
        ("/wheels/flash_attn-*.whl", {"name": "flash-attn", "version": None}),
        ("git+https://host/a/b.git", {"name": "", "is_pinned": False}),
        ("git+ssh://git@host/a/b.git", {"name": "", "is_pinned": False}),
        (
            "https://host/torch-2.1.0%2Bcu118-cp310-cp310-linux_x86_64.whl",
            {"name": "torch", "version": "2.1.0+cu118", "is_pinned": True},
        ),
        ("https://host/Foo_bar-1.0.tar.gz", {"name": "foo-bar", "version": "1.0"}),
        ("https://host/archive/main.zip", {"name": "", "version": None, "is_pinned": False}),
        (
            "./dist/foo_bar-1.2-1-py3-none-any.whl",
            {"name": "foo-bar", "version": "1.2", "path": "./dist/foo_bar-1.2-1-py3-none-any.whl"},
        ),
        ("dist/*.whl", {"name": "", "path": "dist/*.whl", "version": None, "url": ""}),
        ("file:///opt/x", {"path": "/opt/x"}),
        (".", {"name": "", "path": "."}),
        (".[dev]", {"path": ".", "extras": ("dev",)}),
        ("/app", {"path": "/app"}),
        ("$DIR/pkg", {"path": "$DIR/pkg", "is_dynamic": True}),
    ],
)
def test_python_packages(word: str, fields: Fields) -> None:
    (spec,) = install(f"pip install {word}").packages
    assert {name: getattr(spec, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("conda install numpy=1.21", {"name": "numpy", "version": "1.21", "is_pinned": True}),
        ("conda install numpy==1.21=py39_0", {"version": "1.21"}),
        ("conda install 'numpy>=1,<2'", {"specifier": ">=1,<2", "is_pinned": False}),
        ("conda install 'numpy 1.21'", {"name": "numpy", "version": "1.21"}),
        ("conda install nvidia::cuda=12", {"channel": "nvidia", "name": "cuda", "version": "12"}),
        ("conda install 'x[version=\">1\"]'", {"name": "x", "is_pinned": False}),
        ("conda install NumPy", {"name": "numpy", "is_pinned": False}),
        ("apt-get install curl=7.8-1", {"name": "curl", "version": "7.8-1", "is_pinned": True}),
        ("apt-get install curl=7.*", {"version": None, "is_pinned": True}),
        ("apt-get install libc6:i386=1", {"name": "libc6", "version": "1"}),
        ("apt-get install libc6:i386", {"name": "libc6", "is_pinned": False}),
        ("apt-get install git/stable", {"channel": "stable", "is_pinned": False}),
        ("apt-get install g++", {"name": "g++", "is_pinned": False}),
        ("apt-get install ./x_1.2_amd64.deb", {"name": "x", "version": "1.2"}),
        ("apt-get install x=$V", {"name": "x", "version": None, "is_pinned": True}),
        ("apt-get install python$V-dev", {"name": "", "is_dynamic": True}),
        ("apk add x=1.2-r0", {"name": "x", "version": "1.2-r0", "is_pinned": True}),
        ("apk add 'x~=1.2'", {"version": "1.2", "is_pinned": True}),
        ("apk add 'x>1.2'", {"version": None, "is_pinned": False}),
        ("apk add x@edge", {"name": "x", "channel": "edge"}),
        ("dnf install python3-3.9.2-1.el9", {"name": "python3", "version": "3.9.2"}),
        ("dnf install java-11-openjdk-devel", {"name": "java-11-openjdk-devel", "version": None}),
        ("dnf install cuda-toolkit-11-8", {"name": "cuda-toolkit-11-8", "is_pinned": False}),
        ("dnf install gcc-$V", {"name": "gcc", "is_pinned": True, "is_dynamic": True}),
        ("zypper in x=1", {"name": "x", "version": "1"}),
        ("npm install x@1.2.3", {"name": "x", "version": "1.2.3", "is_pinned": True}),
        ("npm install @a/x@^1", {"name": "@a/x", "version": None, "is_pinned": False}),
        ("npm install x@latest", {"specifier": "@latest", "is_pinned": False}),
        ("npm install a/x", {"name": "", "url": "a/x"}),
        ("npm install ./x", {"path": "./x"}),
        ("gem install x -v 5.0", {"name": "x", "version": "5.0", "is_pinned": True}),
        ("gem install x:5.0", {"name": "x", "version": "5.0"}),
        ("gem install x -v '~> 5'", {"version": None, "is_pinned": False}),
        ("go install example/x@v1.2", {"name": "example/x", "version": "v1.2"}),
        ("go install example/x@latest", {"is_pinned": False}),
        ("cargo install x --version 1.0", {"version": "1.0", "is_pinned": True}),
        ("cargo install x@1.0", {"version": "1.0"}),
        ("uv tool install ruff@0.5.0", {"name": "ruff", "version": "0.5.0"}),
        ("uv tool install ruff@latest", {"name": "ruff", "is_pinned": False}),
        ("poetry add 'x@^1'", {"name": "x", "is_pinned": False}),
        ("uv pip install 'x @ https://h/x.zip'", {"name": "x", "url": "https://h/x.zip"}),
    ],
)
def test_packages_of_other_ecosystems(line: str, fields: Fields) -> None:
    (spec,) = install(line).packages
    assert {name: getattr(spec, name) for name in fields} == fields


def test_packages_stand_in_order_and_know_their_place() -> None:
    line = "pip install a -e ./lib 'b>=1' -r r.txt -c c.txt"
    found = install(line)
    assert [spec.raw for spec in found.packages] == ["a", "./lib", "b>=1"]
    assert [line[spec.span.start : spec.span.end] for spec in found.packages] == [
        "a",
        "./lib",
        "'b>=1'",
    ]
    assert [spec.raw for spec in found.project] == ["./lib"]
    assert found.is_editable
    assert [word.raw for word in found.requirement_files] == ["r.txt"]
    assert [word.raw for word in found.constraint_files] == ["c.txt"]


def test_an_apt_package_with_a_minus_is_removed_not_installed() -> None:
    assert [spec.name for spec in install("apt-get install a b-").packages] == ["a"]


def test_uv_pip_sync_names_files() -> None:
    found = install("uv pip sync r.txt")
    assert found.packages == ()
    assert [word.raw for word in found.requirement_files] == ["r.txt"]


@pytest.mark.parametrize(
    ("line", "manifests", "project"),
    [
        ("poetry install", ("pyproject.toml", "poetry.lock"), True),
        ("poetry install --no-root", ("pyproject.toml", "poetry.lock"), False),
        ("uv sync --frozen", ("pyproject.toml", "uv.lock"), True),
        ("uv sync --no-install-project", ("pyproject.toml", "uv.lock"), False),
        ("pdm install --no-self", ("pyproject.toml", "pdm.lock"), False),
        ("pipenv install", ("Pipfile", "Pipfile.lock"), False),
        ("pipenv install -r r.txt", (), False),
        ("pipenv install x", (), False),
        ("npm ci", ("package.json", "package-lock.json"), False),
        ("npm install x", (), False),
        ("npm install -g", (), False),
        ("yarn install", ("package.json", "yarn.lock"), False),
        ("bundle", ("Gemfile", "Gemfile.lock"), False),
        ("go mod download", ("go.mod", "go.sum"), False),
        ("conda env create", ("environment.yml",), False),
        ("conda env create -f e.yml", (), False),
        ("python setup.py develop", ("setup.py",), True),
        ("pip install .", (), True),
        ("pip install -r r.txt", (), False),
        ("pip install ./x.whl", (), False),
    ],
)
def test_lock_files_and_the_project(line: str, manifests: tuple[str, ...], project: bool) -> None:
    found = install(line)
    assert (found.manifests, found.installs_project) == (manifests, project)
    assert found.installs_lock is bool(manifests)


@pytest.mark.parametrize(
    ("line", "indexes"),
    [
        ("pip install -i u x", [("u", "--index-url", True)]),
        ("pip install --extra-index-url=u x", [("u", "--extra-index-url", False)]),
        ("pip install -f u x", [("u", "--find-links", False)]),
        ("uv pip install --index n=https://u/s x", [("https://u/s", "--index", False)]),
        ("uv sync --default-index https://u/s?a=b", [("https://u/s?a=b", "--default-index", True)]),
        ("PIP_INDEX_URL=u pip install x", [("u", "PIP_INDEX_URL", True)]),
        ("npm ci --registry u", [("u", "--registry", True)]),
        ("pip install x", []),
    ],
)
def test_indexes(line: str, indexes: list[tuple[str, str, bool]]) -> None:
    found = install(line).index_urls
    assert [(index.text, index.option, index.replaces) for index in found] == indexes


def test_channels_are_conda_s() -> None:
    found = install("conda install -c conda-forge --channel nvidia x")
    assert [word.raw for word in found.channels] == ["conda-forge", "nvidia"]
    assert install("pip install -c constraints.txt x").channels == ()


@pytest.mark.parametrize(
    ("line", "environment", "disabled"),
    [
        ("pip install x", {}, False),
        ("pip install --no-cache-dir x", {}, True),
        ("pip --no-cache install x", {}, True),
        ("pip install --no-cache-dir --cache-dir /c x", {}, False),
        ("pip install x", {"PIP_NO_CACHE_DIR": "1"}, True),
        ("pip install x", {"PIP_NO_CACHE_DIR": "off"}, True),
        ("pip install x", {"PIP_NO_CACHE_DIR": "False"}, True),
        ("pip install x", {"PIP_NO_CACHE_DIR": ""}, False),
        ("pip install x", {"PIP_NO_CACHE_DIR": "please"}, False),
        ("pip install --isolated x", {"PIP_NO_CACHE_DIR": "1"}, False),
        ("PIP_NO_CACHE_DIR=1 pip install x", {}, True),
        ("PIP_NO_CACHE_DIR= pip install x", {"PIP_NO_CACHE_DIR": "1"}, False),
        ("pip install --cache-dir /c x", {"PIP_NO_CACHE_DIR": "1"}, False),
        ("pipx install --pip-args='--no-cache-dir' x", {}, True),
        ("uv pip install --no-cache x", {}, True),
        ("uv sync -n", {}, True),
        ("uv sync", {"UV_NO_CACHE": "1"}, True),
        ("uv sync", {"UV_NO_CACHE": "0"}, False),
        ("uv sync", {"PIP_NO_CACHE_DIR": "1"}, False),
        ("poetry install --no-cache", {}, True),
        ("apk add --no-cache x", {}, True),
        ("apk add x", {}, False),
        ("conda install x", {"PIP_NO_CACHE_DIR": "1"}, False),
    ],
)
def test_whether_the_cache_is_off(line: str, environment: dict[str, str], disabled: bool) -> None:
    assert install(line).cache_disabled(environment) is disabled


def test_a_hidden_variable_leaves_the_cache_unknown() -> None:
    hidden = Unknown("a build argument")
    assert install("pip install x").cache_disabled({"PIP_NO_CACHE_DIR": hidden}) == hidden
    assert isinstance(install("PIP_NO_CACHE_DIR=$X pip install x").cache_disabled(), Unknown)


@pytest.mark.parametrize(
    ("line", "environment", "directory"),
    [
        ("pip install --cache-dir /c x", {"PIP_CACHE_DIR": "/d"}, "/c"),
        ("pip install x", {"PIP_CACHE_DIR": "/d"}, "/d"),
        ("uv sync", {"UV_CACHE_DIR": "/d"}, "/d"),
        ("npm ci --cache /c", {}, "/c"),
        ("npm ci", {"NPM_CONFIG_CACHE": "/d"}, "/d"),
        ("pip install x", {"UV_CACHE_DIR": "/d"}, None),
        ("apt-get install x", {}, None),
    ],
)
def test_where_the_cache_is(line: str, environment: dict[str, str], directory: str | None) -> None:
    assert install(line).cache_directory(environment) == directory


@pytest.mark.parametrize(
    ("line", "yes"),
    [
        ("apt-get install -y x", True),
        ("apt-get -yq install x", True),
        ("apt-get install -qq x", True),
        ("apt-get install -q -q x", True),
        ("apt-get install -q=2 x", True),
        ("apt-get -o APT::Get::Assume-Yes=true install x", True),
        ("apt-get install x", False),
        ("apt-get install -q x", False),
        ("apt-get install -q=1 x", False),
        ("apt-get install --yes=false x", False),
        ("yum install -y x", True),
        ("yum install x", False),
        ("zypper -n in x", True),
        ("zypper in -y x", True),
        ("zypper in x", False),
        ("conda install -y x", True),
        ("conda install -q x", False),
        ("conda install -qy x", True),
        ("micromamba install x", False),
        ("pacman -S x", False),
        ("apk add x", True),
        ("pip install x", True),
    ],
)
def test_whether_it_asks(line: str, yes: bool) -> None:
    assert install(line).assumes_yes() is yes


def test_conda_may_be_told_yes_by_a_variable() -> None:
    assert install("conda install x").assumes_yes({"CONDA_ALWAYS_YES": "true"}) is True


@pytest.mark.parametrize(
    ("line", "without"),
    [
        ("apt-get install --no-install-recommends x", True),
        ("apt-get install --install-recommends=false x", True),
        ("apt-get -o APT::Install-Recommends=0 install x", True),
        ("apt-get install -o APT::Install-Recommends=true x", False),
        ("apt-get install x", False),
        ("apt-get install --no-install-suggests x", False),
        ("zypper in --no-recommends x", True),
        ("dnf install --setopt=install_weak_deps=False x", True),
        ("dnf install --setopt=tsflags=nodocs x", False),
    ],
)
def test_whether_recommended_packages_stay_out(line: str, without: bool) -> None:
    assert install(line).no_recommends is without


def test_targets() -> None:
    def target(line: str) -> tuple[str, str] | None:
        found = install(line).target
        return None if found is None else (found.kind, found.path.raw if found.path else "")

    assert target("pip install --target /opt x") == ("target", "/opt")
    assert target("pip install --prefix=/install x") == ("prefix", "/install")
    assert target("pip install --user x") == ("user", "")
    assert target("uv pip install --system x") == ("system", "")
    assert target("npm install -g x") == ("global", "")
    assert target("pip install x") is None
    assert target("conda install -p /env x") is None


def test_conda_environments() -> None:
    def names(line: str) -> tuple[str | None, str | None]:
        found = install(line)
        name, prefix = found.env_name, found.env_prefix
        return (name.raw if name else None), (prefix.raw if prefix else None)

    assert names("conda install -n e x") == ("e", None)
    assert names("micromamba create -p /env x") == (None, "/env")
    assert names("conda run -n e pip install x") == ("e", None)
    assert names("pip install x") == (None, None)


def test_flags() -> None:
    assert install("pip install -U x").upgrade
    assert install("conda update x").upgrade
    assert not install("pip install --user x").upgrade
    assert install("pip install --no-deps x").no_deps
    assert install("npm i -g x").global_
    assert install("yarn global add x").global_
    assert not install("npm i x").global_
    assert install("pip install --break-system-packages x").breaks_system_packages
    assert install("PIP_BREAK_SYSTEM_PACKAGES=1 pip install x").breaks_system_packages
    assert not install("pip install x").breaks_system_packages


def test_an_install_is_made_once() -> None:
    made = command("pip install x")
    assert install_of(made) is install_of(made)
    found = install_of(made)
    assert found is not None
    assert install_of(found) is found


def test_names_compare_as_pep_503_says() -> None:
    assert normalise("A__b.-C") == "a-b-c"
