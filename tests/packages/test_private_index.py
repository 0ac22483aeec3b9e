"""Private indexes: a server on this machine asks for a password, which is found and never told.

The password is looked for as pip and uv do: in the address, their files and variables, netrc, and
a program ``keyring`` on the path.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.model.unknown import Unknown
from dockwright.packages import Target
from dockwright.packages.index import IndexClient, Store, WheelContents, read_settings
from dockwright.packages.index.credentials import Credentials
from dockwright.packages.index.resolve import resolve
from dockwright.packages.index.settings import Index, IndexSettings, default_index
from dockwright.packages.index.simple import file_from_url, read_page

from .test_index import Served, offer, only, served

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["served"]

SECRET = "s3cret-pass"

KEYRING = """#!{python}
import json, sys
words = [each for each in sys.argv[1:] if each != "--"]
with open({log!r}, "a") as file:
    file.write(json.dumps(words) + "\\n")
known = {known!r}
if "creds" in words:
    name = words[-1]
    found = [each for each in known if each[0] == name]
    if not found:
        sys.exit(1)
    print(json.dumps({{"username": found[0][1], "password": found[0][2]}}))
else:
    found = [each for each in known if each[:2] == words[-2:]]
    if not found:
        sys.exit(1)
    print(found[0][2])
"""


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Leave no configuration of this machine in force; return the home of a new user."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(__import__("os").environ):
        if name.startswith(("UV_", "PIP_")) or name == "NETRC":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(home / "none"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    return home


@pytest.fixture
def private(served: str) -> str:
    """Return the address of an index that asks for a password."""
    offer()
    Served.password = f"me:{SECRET}"
    return f"{served}/simple"


def put_keyring(home: Path, monkeypatch: pytest.MonkeyPatch, *known: list[str]) -> Path:
    """Put a program ``keyring`` first on the path; return where it notes what it is asked."""
    folder = home / "bin"
    folder.mkdir()
    log = home / "asked"
    program = folder / "keyring"
    program.write_text(KEYRING.format(python=sys.executable, log=str(log), known=list(known)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return log


def asked_of(log: Path) -> list[list[str]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def is_served(directory: Path) -> bool:
    """Tell whether the page and the wheel of the private index can be read."""
    client = IndexClient(read_settings(str(directory)))
    found = client.files("demo")
    if isinstance(found, Unknown):
        assert SECRET not in found.reason
        return False
    return isinstance(client.sized(only(found)).contents, WheelContents)


def with_user(address: str, user: str = "me", password: str = "") -> str:
    return address.replace("//", f"//{user}:{password}@" if password else f"//{user}@")


def test_without_a_password_it_is_refused_and_said_so(private: str, tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text(f'index-url = "{private}"\n')
    found = IndexClient(read_settings(str(tmp_path))).files("demo")
    assert isinstance(found, Unknown)
    assert "401" in found.reason


def test_the_address_in_pips_configuration(private: str, alone: Path, tmp_path: Path) -> None:
    file = alone / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True)
    file.write_text(f"[global]\nindex-url = {with_user(private, password=SECRET)}\n")
    assert is_served(tmp_path)


def test_the_address_in_uvs_configuration(private: str, tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text(
        f'[[index]]\nname = "own"\nurl = "{with_user(private, password=SECRET)}"\ndefault = true\n'
    )
    assert is_served(tmp_path)


def test_variables_of_a_named_index(
    private: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "uv.toml").write_text(
        f'[[index]]\nname = "my-own.index"\nurl = "{private}"\ndefault = true\n'
    )
    monkeypatch.setenv("UV_INDEX_MY_OWN_INDEX_USERNAME", "me")
    monkeypatch.setenv("UV_INDEX_MY_OWN_INDEX_PASSWORD", "not it")
    assert not is_served(tmp_path)
    monkeypatch.setenv("UV_INDEX_MY_OWN_INDEX_PASSWORD", SECRET)
    assert is_served(tmp_path)


def test_netrc_for_the_name_in_the_address_or_for_any(
    private: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone / ".netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
    (alone / ".netrc").chmod(0o600)
    for url, holds in (
        (private, True),
        (with_user(private), True),
        (with_user(private, "you"), False),
    ):
        monkeypatch.setenv("PIP_INDEX_URL", url)
        assert is_served(tmp_path) is holds


@pytest.mark.parametrize("service", ["index", "host", "name of the host"])
def test_the_keyring_is_asked_for_the_index_then_for_its_host(
    service: str, private: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = private.split("/")[2]
    places = {"index": private, "host": host, "name of the host": host.partition(":")[0]}
    log = put_keyring(alone, monkeypatch, [places[service], "me", SECRET])
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private))
    assert not is_served(tmp_path)  # nobody allowed it
    assert not log.exists()
    monkeypatch.setenv("PIP_KEYRING_PROVIDER", "subprocess")
    assert is_served(tmp_path)
    expected = list(places.values())[: list(places).index(service) + 1]
    assert asked_of(log) == [["get", place, "me"] for place in expected]


def test_the_keyring_may_know_the_name_too(
    private: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = put_keyring(alone, monkeypatch, [private, "me", SECRET])
    (tmp_path / "uv.toml").write_text(f'keyring-provider = "subprocess"\nindex-url = "{private}"\n')
    assert is_served(tmp_path)
    assert asked_of(log) == [["--mode", "creds", "--output", "json", "get", private]]


def test_the_keyring_is_asked_once_for_many_packages(
    private: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = put_keyring(alone, monkeypatch, [private, "me", SECRET])
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private))
    monkeypatch.setenv("PIP_KEYRING_PROVIDER", "import")
    client = IndexClient(read_settings(str(tmp_path)))
    client.sized_all([only(client.files("demo"))] * 8)
    for name in ("a", "b", "c"):
        client.files(name)
    assert len(asked_of(log)) == 1


def test_a_keyring_that_fails_is_no_password(
    private: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keyring(alone, monkeypatch, ["elsewhere", "me", SECRET])
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private))
    monkeypatch.setenv("PIP_KEYRING_PROVIDER", "subprocess")
    assert not is_served(tmp_path)


def test_of_two_indexes_of_one_host_each_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://one:1st@index.example/one/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://two:2nd@index.example/two/simple")
    asks = Credentials(read_settings())

    def told(url: str) -> str:
        import base64

        return base64.b64decode(asks(url, asked=False).removeprefix("Basic ")).decode()

    assert told("https://index.example/one/simple/demo/") == "one:1st"
    assert told("https://index.example/two/simple/demo/") == "two:2nd"
    assert asks("https://other.example/one/simple/demo/", asked=True) == ""
    assert asks("http://index.example/one/simple/demo/", asked=True) == ""


@pytest.mark.usefixtures("private")
def test_places_of_files_have_passwords_too(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Served.pages["/links/"] = ("text/html", b'<a href="/files/demo-1.0-py3-none-any.whl">demo</a>')
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", with_user(f"{served}/links/", password=SECRET))
    assert is_served(tmp_path)


def test_secrets_are_in_no_store_and_no_report(
    private: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private, password=SECRET))
    store = tmp_path / "store"
    client = IndexClient(read_settings(str(tmp_path)), store=Store(str(store)))
    client.sized(only(client.files("demo")))
    client.metadata(only(client.files("demo")))
    project = tmp_path / "project"
    project.mkdir()
    (project / "Dockerfile").write_text(
        "FROM python:3.12-slim\nRUN pip install demo==1.0 absent==2.0\n"
    )
    options = {"cache_dir": str(store), "online": True, "read_wheels": True}
    told = api.render(api.check([project], start=project, **options), "json")  # type: ignore[arg-type]
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private, password=f"{SECRET}-wrong"))
    refused = api.check([project], start=project, cache=False, online=True, read_wheels=True)
    assert refused.remarks
    assert SECRET not in told + api.render(refused, "json") + " ".join(refused.remarks)
    files = [each for each in store.rglob("*") if each.is_file()]
    assert files
    assert not [each for each in files if SECRET.encode() in each.read_bytes()]


def test_a_password_in_a_locks_address_is_in_no_store(private: str, tmp_path: Path) -> None:
    address = f"{private.rpartition('/simple')[0]}/files/demo-1.0-py3-none-any.whl"
    store = tmp_path / "store"
    client = IndexClient(IndexSettings(None), store=Store(str(store)))
    found = client.sized(file_from_url(with_user(address, password=SECRET)))
    assert isinstance(found.contents, WheelContents)
    files = [each for each in store.rglob("*") if each.is_file()]
    assert files
    assert not [each for each in files if SECRET.encode() in each.read_bytes()]


def test_a_page_with_passwords_is_in_no_store(private: str, tmp_path: Path) -> None:
    address = with_user(f"{private.rpartition('/simple')[0]}/files/demo-1.0.zip", password=SECRET)
    Served.pages["/simple/other/"] = ("text/html", f'<a href="{address}">x</a>'.encode())
    store = tmp_path / "store"
    settings = IndexSettings(Index(with_user(private, password=SECRET)))
    client = IndexClient(settings, store=Store(str(store)))
    assert only(client.files("other")).url == address
    client.files("demo")
    files = [each for each in store.rglob("*") if each.is_file()]
    assert files
    assert not [each for each in files if SECRET.encode() in each.read_bytes()]


@pytest.mark.parametrize(
    "address", ["http://[::1/a.whl", "http://h:99999/a.whl", "http://me:s3cret-pa/ss@h/a.whl"]
)
def test_what_is_no_address_is_unknown_and_tells_no_password(address: str) -> None:
    file = file_from_url(address)
    assert file.name.endswith("a.whl")
    client = IndexClient(IndexSettings(None), store=Store(None))
    for found in (client.metadata(file), client.links(file), client.sized(file).contents):
        assert isinstance(found, Unknown)
        assert "is no address" in found.reason or "server" in found.reason
        assert "s3cret" not in found.reason


def test_what_is_configured_may_be_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://me:{SECRET}@[x/simple")
    settings = read_settings()
    answer = IndexClient(settings, store=Store(None)).files("demo")
    assert isinstance(answer, Unknown)
    found = resolve("demo", Target("3.12"), settings)
    assert isinstance(found, Unknown)
    assert SECRET not in answer.reason + found.reason


def test_a_page_may_name_what_is_no_address() -> None:
    files = [{"filename": "demo-1.0.tar.gz", "url": "http://[::1/demo-1.0.tar.gz"}]
    page = read_page(json.dumps({"files": files}), "https://index.example/simple/demo/", "json")
    assert page is not None
    assert [each.name for each in page] == ["demo-1.0.tar.gz"]
    text = '<base href="http://[x"><a href="http://[">x</a><a href="demo-1.0.tar.gz">x</a>'
    page = read_page(text, "https://index.example/simple/demo/", "text/html")
    assert page is not None
    assert [each.url for each in page] == ["https://index.example/simple/demo/demo-1.0.tar.gz"]


@pytest.mark.parametrize("module", ["keyring", "pip"])
def test_no_module_of_the_folder_that_it_runs_in_is_run(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / f"{module}.py").write_text(
        "print('Default: https://index.example/simple')\nopen('was-run', 'w').close()\n"
    )
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    if module == "pip":
        default_index()
    else:
        settings = IndexSettings(Index("https://me@index.example/simple"), keyring=True)
        Credentials(settings)("https://me@index.example/simple/demo/", asked=True)
    assert not (folder / "was-run").exists()


def test_a_password_may_be_no_text() -> None:
    settings = IndexSettings(Index("https://index.example/simple", "corp"))
    environ = {"UV_INDEX_CORP_USERNAME": "me", "UV_INDEX_CORP_PASSWORD": "\udcff"}
    told = Credentials(settings, environ)("https://index.example/simple/demo/", asked=False)
    assert base64.b64decode(told.removeprefix("Basic ")) == b"me:\xff"


def test_uv_resolves_from_it_and_tells_no_password(
    private: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keyring(alone, monkeypatch, [private, "me", SECRET])
    target = Target("3.12")
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private))
    monkeypatch.setenv("PIP_KEYRING_PROVIDER", "subprocess")
    Served.pages["/files/demo-1.0-py3-none-any.whl.metadata"] = (
        "text/plain",
        b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
    )
    found = resolve("demo", target, read_settings(str(tmp_path)))
    assert not isinstance(found, Unknown), found.reason
    assert [each.name for each in found.locked] == ["demo"]
    monkeypatch.setenv("PIP_INDEX_URL", with_user(private, password=f"{SECRET}-wrong"))
    monkeypatch.delenv("PIP_KEYRING_PROVIDER")
    refused = resolve("demo", target, read_settings(str(tmp_path)))
    assert isinstance(refused, Unknown)
    assert SECRET not in refused.reason
