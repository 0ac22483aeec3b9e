"""Console scripts of the project, the functions that they reach, and options as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.kb import load
from dockwright.model.code import Code, code_of_image, serving_of_code
from dockwright.model.code.entry_points import programs_declared
from dockwright.model.project import Project
from dockwright.model.serving import commands_of_image
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.workspace import ImageBuild

FROM = "FROM python:3.12-slim\nWORKDIR /srv\n"
INSTALL = f"{FROM}COPY . .\nRUN pip install .\n"
COPIED = (
    "FROM python:3.12-slim AS b\nWORKDIR /b\nCOPY . .\nRUN pip install --prefix=/install .\n"
    f'{FROM}COPY --from=b /install /install\nCMD ["shop"]\n'
)
PYPROJECT = '[project]\nname = "shop"\nversion = "1"\n[project.scripts]\nshop = "shop.cli:main"\n'
SERVE = (
    "import uvicorn\n\ndef main():\n    uvicorn.run('shop.app:app', host='0.0.0.0', port=9000)\n"
)


def build(folder: Path, files: dict[str, str]) -> ImageBuild:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    image = built_image(str(folder), "Dockerfile", Project())
    assert not isinstance(image, Unknown)
    return image


def code(image: ImageBuild) -> Code | Unknown:
    assert image.stage is not None
    return code_of_image(image.stage, image.context, commands_of_image(image.stage), load())


def port(image: ImageBuild) -> int | Unknown | None:
    found = code(image)
    assert image.stage is not None
    if isinstance(found, Unknown):
        return found
    served = serving_of_code(found, commands_of_image(image.stage), image.stage.final_state.env)
    return None if served is None else served.port


def declared(name: str, text: str) -> dict[str, str]:
    def read(asked: str) -> Source | None:
        return Source(name, text) if asked == name else None

    found = programs_declared(read, load()).entries
    for each in found.values():
        assert each.span.end <= len(text)
    return {each.name: f"{each.module}:{each.attribute}" for each in found.values()}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project.scripts]\nshop = "shop.cli:main"\n'),
        ("pyproject.toml", '[project.gui-scripts]\nshop = "shop.cli:main"\n'),
        ("pyproject.toml", '[tool.poetry.scripts]\nshop = "shop.cli:main"\n'),
        ("pyproject.toml", '[tool.poetry.scripts]\nshop = { reference = "shop.cli:main" }\n'),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    shop = shop.cli:main\n"),
        ("setup.py", "setup(entry_points={'console_scripts': ['shop = shop.cli:main']})"),
        ("setup.py", "setup(entry_points={'console_scripts': 'shop = shop.cli:main'})"),
        ("setup.py", "setup(entry_points='[console_scripts]\\nshop = shop.cli:main\\n')"),
        (
            "setup.py",
            "E = {'console_scripts': ['shop=shop.cli:main [all]']}\nsetup(entry_points=E)",
        ),
    ],
)
def test_each_file_that_declares_programs_is_read(name: str, text: str) -> None:
    assert declared(name, text) == {"shop": "shop.cli:main"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project.scripts\n"),
        ("pyproject.toml", '[project.scripts]\nshop = "python -m shop"\n'),
        ("setup.cfg", "[options]\nconsole_scripts =\n    shop = shop.cli:main\n"),
        ("setup.py", "setup(entry_points={'pytest11': ['shop = shop.cli:main']})"),
        ("setup.py", "setup(entry_points=read())"),
    ],
)
def test_what_declares_none_gives_none(name: str, text: str) -> None:
    assert declared(name, text) == {}


@pytest.mark.parametrize(
    "dockerfile",
    [
        f'{INSTALL}CMD ["shop"]\n',
        f"{INSTALL}CMD exec shop\n",
        f'{INSTALL}ENTRYPOINT ["/usr/local/bin/shop"]\n',
        f'{FROM}COPY . .\nRUN pip install -e .\nCMD ["shop"]\n',
        f'{FROM}COPY . ./here\nRUN cd here && pip install .\nCMD ["shop"]\n',
        f'{FROM}COPY . .\nRUN uv sync --frozen\nCMD ["uv", "run", "shop"]\n',
        f'{FROM}COPY . .\nRUN poetry install --only main\nCMD ["poetry", "run", "shop"]\n',
        f"{FROM}RUN --mount=type=bind,target=/src pip install /src\nCMD shop\n",
        COPIED,
        f'{FROM}COPY . .\nRUN pip install .\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n',
    ],
)
def test_a_program_of_an_installed_project_starts_its_module(
    tmp_path: Path, dockerfile: str
) -> None:
    files = {"Dockerfile": dockerfile, "pyproject.toml": PYPROJECT, "src/shop/__init__.py": ""}
    files |= {"src/shop/cli.py": SERVE, "src/shop/app.py": "", "run.sh": "#!/bin/sh\nexec shop\n"}
    image = build(tmp_path, files)
    found = code(image)
    assert not isinstance(found, Unknown)
    assert {each.name for each in found.modules} == {"shop", "shop.cli", "shop.app"}
    assert {each.endswith(("cli.py", "app.py", "__init__.py")) for each in found.at_start} == {True}
    assert len(found.at_start) == 3
    assert port(image) == 9000


@pytest.mark.parametrize(
    "dockerfile",
    [
        f'{FROM}COPY . .\nRUN pip install -r requirements.txt\nCMD ["shop"]\n',
        f'{FROM}COPY . .\nRUN uv sync --no-install-project\nCMD ["shop"]\n',
        f'{INSTALL}CMD ["other"]\n',
        f'{INSTALL}CMD ["./shop"]\n',
        f'{FROM}COPY pyproject.toml .\nRUN pip install .\nCOPY . .\nCMD ["shop"]\n',
    ],
)
def test_a_program_that_is_not_installed_starts_nothing(tmp_path: Path, dockerfile: str) -> None:
    files = {"Dockerfile": dockerfile, "pyproject.toml": PYPROJECT, "shop/cli.py": SERVE}
    assert isinstance(code(build(tmp_path, files)), Unknown)


def test_a_module_that_a_command_may_make_is_not_known(tmp_path: Path) -> None:
    dockerfile = f"{FROM}COPY pyproject.toml .\nRUN ./make && pip install .\nCMD shop\n"
    image = build(tmp_path, {"Dockerfile": dockerfile, "pyproject.toml": PYPROJECT})
    assert isinstance(code(image), Unknown)


CLICK = """
import os
import click, uvicorn

@click.group()
def main():
    pass

@main.command()
@click.option("--port", "-p", "number", default=8000, envvar="SHOP_PORT")
def serve(number):
    uvicorn.run("shop.app:app", port=number)

@main.command("export-all")
def export():
    os.environ["TOKEN"]
    uvicorn.run("shop.app:app", port=1)
"""
TYPER = """
import typer, uvicorn
from typing import Annotated

main = typer.Typer()

@main.command()
def serve(port: Annotated[int, typer.Option("--port", "-p", envvar="SHOP_PORT")] = 8000):
    uvicorn.run("shop.app:app", port=port)
"""
PLAIN_TYPER = """
import typer, uvicorn

def serve(port: int = typer.Option(8000, "-p", "--port", envvar="SHOP_PORT")):
    uvicorn.run("shop.app:app", port=port)

def main():
    typer.run(serve)
"""


@pytest.mark.parametrize(
    ("module", "words"),
    [(CLICK, ["serve"]), (TYPER, []), (PLAIN_TYPER, [])],
)
@pytest.mark.parametrize(
    ("given", "variables", "wanted"),
    [
        ([], "", 8000),
        (["--port", "9000"], "", 9000),
        (["--port=9000"], "", 9000),
        (["-p", "9000"], "", 9000),
        ([], "ENV SHOP_PORT=7000\n", 7000),
        (["-p", "9000"], "ENV SHOP_PORT=7000\n", 9000),
    ],
)
def test_a_default_of_an_option_is_served_unless_the_container_says_otherwise(
    tmp_path: Path, module: str, words: list[str], given: list[str], variables: str, wanted: int
) -> None:
    command = ", ".join(f'"{word}"' for word in ["shop", *words, *given])
    files = {
        "Dockerfile": f"{INSTALL}{variables}CMD [{command}]\n",
        "pyproject.toml": PYPROJECT,
        "shop/cli.py": module,
        "shop/app.py": "",
    }
    assert port(build(tmp_path, files)) == wanted


def test_a_command_that_is_not_chosen_does_not_run(tmp_path: Path) -> None:
    files = {"pyproject.toml": PYPROJECT, "shop/cli.py": CLICK, "shop/app.py": ""}
    image = build(tmp_path, {**files, "Dockerfile": f'{INSTALL}CMD ["shop", "serve"]\n'})
    found = code(image)
    assert not isinstance(found, Unknown)
    assert not found.variables
    image = build(tmp_path, {**files, "Dockerfile": f'{INSTALL}CMD ["shop", "export-all"]\n'})
    found = code(image)
    assert not isinstance(found, Unknown)
    (read,) = found.variables
    assert read.at_start
    assert [call.port.value for call in found.servers] == [1]


def test_a_function_of_another_module_that_is_called_runs(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f'{FROM}COPY . .\nCMD ["python", "-m", "shop"]\n',
        "shop/__main__.py": "from shop import server\n\nserver.start()\n",
        "shop/server.py": "import os\n\ndef start():\n    os.environ['KEY']\n"
        "    if os.getenv('DEBUG'):\n        debug()\n\n"
        "def debug():\n    os.environ['OTHER']\n\n"
        "def unused():\n    os.environ['THIRD']\n",
    }
    found = code(build(tmp_path, files))
    assert not isinstance(found, Unknown)
    assert {each.name: each.at_start for each in found.variables if each.required} == {
        "KEY": True,
        "OTHER": False,
        "THIRD": False,
    }


@pytest.mark.parametrize(
    ("calls", "wanted"),
    [
        ("run(9000)", 9000),
        ("run(port=9000)", 9000),
        ("run()", 8000),
        ("run(9000)\nrun(9001)", None),
        ("run(*args)", None),
    ],
)
def test_a_parameter_is_what_the_one_call_gives(
    tmp_path: Path, calls: str, wanted: int | None
) -> None:
    module = f"import uvicorn\n\ndef run(port=8000):\n    uvicorn.run(app, port=port)\n\n{calls}\n"
    files = {"Dockerfile": f'{FROM}COPY . .\nCMD ["python", "main.py"]\n', "main.py": module}
    found = port(build(tmp_path, files))
    assert found == wanted if wanted is not None else isinstance(found, Unknown)


def test_a_function_that_calls_itself_ends(tmp_path: Path) -> None:
    calls = "\n".join("    run(port)" for _ in range(30))
    module = (
        f"import uvicorn\n\ndef run(port):\n{calls}\n    uvicorn.run(app, port=port)\n\nrun(1)\n"
    )
    files = {"Dockerfile": f'{FROM}COPY . .\nCMD ["python", "main.py"]\n', "main.py": module}
    assert isinstance(port(build(tmp_path, files)), Unknown)


@pytest.mark.parametrize(
    ("server", "wanted"),
    [
        ("serve(9000)", 9000),
        ("serve(port=args().port)", 7000),
        ("serve(args().port)\nserve(9000)", None),
        ("print()", None),
    ],
)
def test_a_parameter_is_what_another_module_gives(
    tmp_path: Path, server: str, wanted: int | None
) -> None:
    main = (
        "import argparse\nfrom server import serve\n\ndef args():\n"
        "    parser = argparse.ArgumentParser()\n"
        "    parser.add_argument('--port', type=int, default=7000)\n"
        "    return parser.parse_args()\n\n"
    )
    server = server.replace("args().port", "given.port")
    files = {
        "Dockerfile": f'{FROM}COPY . .\nCMD ["python", "main.py"]\n',
        "main.py": f"{main}given = args()\n{server}\n",
        "server.py": "import uvicorn\n\ndef serve(port):\n    uvicorn.run(app, port=port)\n",
    }
    found = port(build(tmp_path, files))
    assert found == wanted if wanted is not None else not isinstance(found, int)


@pytest.mark.parametrize(
    ("dockerfile", "wanted"),
    [
        ('CMD ["flask", "run"]', {"app"}),
        ('CMD ["python", "-m", "flask", "run"]', {"app"}),
        ('ENV FLASK_APP=web.py\nCMD ["flask", "run"]', {"web"}),
        ('ENV FLASK_APP="shop.site:create_app()"\nCMD ["flask", "run"]', {"shop.site"}),
        ('CMD ["flask", "-A", "web", "run"]', {"web"}),
        ('CMD ["flask", "--app", "./web.py", "run"]', {"web"}),
        ('CMD ["flask", "--app=web:app", "run"]', {"web"}),
        ('CMD ["gunicorn", "-c", "conf/g.py"]', {"shop.site"}),
        ('CMD ["python", "-m", "flask", "--app", "web", "run"]', {"web"}),
        ('CMD ["python", "-m", "uvicorn", "web:app"]', {"web"}),
        ('CMD ["python", "-u", "-m", "gunicorn", "shop.site"]', {"shop.site"}),
        ('CMD ["python", "-m", "streamlit", "run", "web.py"]', {"__main__"}),
        ('CMD ["python", "-m", "torch.distributed.run", "web.py"]', {"__main__"}),
        ('CMD ["python", "-m", "shop.site"]', {"shop.site"}),
        ('CMD ["flask", "db", "upgrade"]', set()),
        ('CMD ["gunicorn"]', set()),
    ],
)
def test_a_server_finds_its_application(tmp_path: Path, dockerfile: str, wanted: set[str]) -> None:
    files = {
        "Dockerfile": f"{FROM}COPY . .\n{dockerfile}\n",
        "app.py": "",
        "web.py": "",
        "shop/site.py": "",
        "conf/g.py": "wsgi_app = 'shop.site:app'\n",
    }
    found = code(build(tmp_path, files))
    assert (
        set() if isinstance(found, Unknown) else {each.name for each in found.modules}
    ) == wanted


def test_a_file_of_variables_may_name_the_application(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f'{FROM}COPY . .\nCMD ["flask", "run"]\n',
        "app.py": "",
        ".flaskenv": "FLASK_APP=web\n",
    }
    assert isinstance(code(build(tmp_path, files)), Unknown)


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("s = grpc.server(pool)\ns.add_insecure_port('[::]:50051')", ("::", 50051)),
        ("grpc.server(pool).add_insecure_port('localhost:50051')", ("localhost", 50051)),
        ("gevent.pywsgi.WSGIServer(('', 5000), app)", ("0.0.0.0", 5000)),
        ("granian.Granian('main:app', port=8080)", ("127.0.0.1", 8080)),
        ("websockets.serve(handler, 'localhost', 8765)", ("localhost", 8765)),
        ("asyncio.start_server(handler, None, 9999)", ("0.0.0.0", 9999)),
    ],
)
def test_more_calls_that_serve_are_known(
    tmp_path: Path, call: str, wanted: tuple[str, int]
) -> None:
    imports = "import asyncio, granian, grpc, websockets\nimport gevent.pywsgi\n"
    files = {
        "Dockerfile": f'{FROM}COPY . .\nCMD ["python", "main.py"]\n',
        "main.py": f"{imports}{call}\n",
    }
    found = code(build(tmp_path, files))
    assert not isinstance(found, Unknown)
    (served,) = found.servers
    assert (served.host.value, served.port.value) == wanted


def test_a_socket_that_tries_a_port_serves_nothing(tmp_path: Path) -> None:
    module = (
        "import socket\n\nwith socket.socket() as one:\n    try:\n"
        "        one.bind(('', 8000))\n    except OSError:\n        raise SystemExit(1)\n"
    )
    files = {"Dockerfile": f'{FROM}COPY . .\nCMD ["python", "main.py"]\n', "main.py": module}
    found = code(build(tmp_path, files))
    assert not isinstance(found, Unknown)
    assert found.servers == ()
