"""The facts of Python code: what each call means, where it runs, and what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.kb import load
from dockwright.model.code import Code, code_of, code_of_image
from dockwright.model.project import Project
from dockwright.model.serving import commands_of_image
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n"
RETRIED = "import psycopg\nfrom tenacity import retry\n@retry\n"


def code(folder: Path, **files: str) -> Code:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').replace('PACKAGE', '__init__')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return code_of(Project(), (str(folder),), load())


def running(folder: Path, dockerfile: str, **files: str) -> Code | Unknown:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').replace('PACKAGE', '__init__')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    image = built_image(str(folder), "Dockerfile", Project())
    assert not isinstance(image, Unknown)
    assert image.stage is not None
    return code_of_image(image.stage, image.context, commands_of_image(image.stage), load())


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("import uvicorn\nuvicorn.run('a:b', host='0.0.0.0', port=80)", "0.0.0.0", 80),
        ("from uvicorn import run as go\ngo('a:b')", "127.0.0.1", 8000),
        ("from flask import Flask\na = Flask('x')\na.run(port=5001)", "127.0.0.1", 5001),
        ("from flask import Flask\nFlask('x').run('0.0.0.0')", "0.0.0.0", 5000),
        ("import gradio as gr\nwith gr.Blocks() as d:\n  pass\nd.launch()", "127.0.0.1", 7860),
        ("import gradio as gr\ngr.Interface(f).launch(server_port=1)", "127.0.0.1", 1),
        ("from aiohttp import web\nweb.run_app(a)", "0.0.0.0", 8080),
        ("from http.server import HTTPServer\nHTTPServer(('', 8001), H)", "0.0.0.0", 8001),
        ("import uvicorn\nP = 90\nH = '::'\nuvicorn.run(a, host=H, port=P)", "::", 90),
        ("import uvicorn\nclass C:\n  PORT = 7\nuvicorn.run(a, port=C.PORT)", "127.0.0.1", 7),
    ],
)  # fmt: skip
def test_where_code_listens(tmp_path: Path, text: str, host: str, port: int) -> None:
    (server,) = code(tmp_path, main=text).servers
    assert (server.host.value, server.port.value) == (host, port)
    assert server.at_start


def test_a_port_of_a_variable_has_its_default_and_its_name(tmp_path: Path) -> None:
    text = "import os, uvicorn\nuvicorn.run(a, port=int(os.environ.get('PORT', '8001')))\n"
    (server,) = code(tmp_path, main=text).servers
    assert server.port.value == 8001
    assert server.port.variables == ("PORT",)
    assert server.port.under(lambda name: "9" if name == "PORT" else None) == "9"
    assert server.port.under(lambda _: None) == 8001


def test_a_port_of_an_option_has_its_default_and_its_name(tmp_path: Path) -> None:
    text = (
        "import argparse, uvicorn\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('-p', '--port', type=int, default=8002)\n"
        "args = parser.parse_args()\n"
        "uvicorn.run(a, port=args.port)\n"
    )
    (server,) = code(tmp_path, main=text).servers
    assert server.port.value == 8002
    assert "--port" in server.port.options


def test_constants_are_found_in_other_modules(tmp_path: Path) -> None:
    text = "import uvicorn\nfrom conf import settings\nuvicorn.run(a, port=settings.PORT)\n"
    found = code(tmp_path, main=text, conf__PACKAGE="", conf__settings="PORT = 8003\n")
    assert [each.port.value for each in found.servers] == [8003]


@pytest.mark.parametrize(
    "text",
    [
        "import uvicorn\nuvicorn.run(a, port=choose())",
        "import uvicorn\nP = 1\nP = 2\nuvicorn.run(a, port=P)",
        "import uvicorn\nuvicorn.run(a, **options)",
        "import uvicorn\ndef main(port):\n  uvicorn.run(a, port=port)",
    ],
)
def test_what_code_works_out_is_unknown(tmp_path: Path, text: str) -> None:
    (server,) = code(tmp_path, main=text).servers
    assert isinstance(server.port.value, Unknown)


@pytest.mark.parametrize(
    ("text", "required", "guarded", "at_start"),
    [
        ("import os\nos.environ['A']", True, False, True),
        ("from os import environ\nenviron['A']", True, False, True),
        ("import os\nos.getenv('A')", False, False, True),
        ("import os\nos.environ.get('A', 'x')", False, False, True),
        ("import os\ntry:\n  os.environ['A']\nexcept KeyError:\n  pass", True, True, True),
        ("import os\nif x:\n  os.environ['A']", True, True, True),
        ("import os\nif 'A' in os.environ:\n  pass\nos.environ['A']", True, True, True),
        ("import os\ndef f():\n  os.environ['A']", True, False, False),
        ("import os\ndef f():\n  os.environ['A']\nf()", True, False, True),
        ("from decouple import config\nconfig('A')", True, False, True),
        ("from decouple import config\nconfig('A', default='x')", False, False, True),
        (f"{SETTINGS}  a: str\nS()", True, False, True),
        (f"{SETTINGS}  a: str = ''\n", False, False, True),
    ],
)  # fmt: skip
def test_variables(
    tmp_path: Path, text: str, required: bool, guarded: bool, at_start: bool
) -> None:
    (read,) = code(tmp_path, main=text).variables
    assert (read.name, read.required, read.guarded, read.at_start) == (
        "A",
        required,
        guarded,
        at_start,
    )


def test_a_variable_that_is_set_is_not_read(tmp_path: Path) -> None:
    assert code(tmp_path, main="import os\nos.environ['A'] = 'x'\n").variables == ()


@pytest.mark.parametrize(
    ("text", "guarded", "deferred"),
    [
        ("import lib", False, False),
        ("try:\n  import lib\nexcept ImportError:\n  lib = None", True, False),
        ("try:\n  import lib\nexcept ValueError:\n  pass", False, False),
        ("if x:\n  import lib", True, False),
        ("def f():\n  import lib", False, True),
        ("import contextlib\nwith contextlib.suppress(ImportError):\n  import lib", True, False),
    ],
)
def test_imports(tmp_path: Path, text: str, guarded: bool, deferred: bool) -> None:
    found = [each for each in code(tmp_path, main=text).imports if each.name == "lib"]
    assert [(each.guarded, each.is_deferred) for each in found] == [(guarded, deferred)]


def test_imports_for_type_checkers_are_none(tmp_path: Path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import lib\n"
    assert {each.name for each in code(tmp_path, main=text).imports} == {"typing"}


@pytest.mark.parametrize(
    ("text", "insists"),
    [
        ("import torch\ntorch.nn.Linear(1, 1).cuda()", True),
        ("import torch\nm.to('cuda')", True),
        ("import torch\nd = torch.device('cuda:0')", True),
        ("import torch\nd = 'cuda' if torch.cuda.is_available() else 'cpu'\nm.to(d)", False),
        ("import torch\nif torch.cuda.is_available():\n  m.cuda()", False),
        ("import torch\nm.to('cpu')", False),
        ("import torch\nx = torch.zeros(1, device='cuda')", True),
    ],
)
def test_code_insists_on_a_gpu_or_falls_back(tmp_path: Path, text: str, insists: bool) -> None:
    assert bool(code(tmp_path, main=text).gpu) is insists


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("open('/data/x', 'w')", "/data/x"),
        ("open('x.log', mode='a')", "x.log"),
        ("from pathlib import Path\nP = Path('/out')\n(P / 'a.txt').write_text('')", "/out/a.txt"),
        ("import os\nos.makedirs(os.path.join('/a', 'b'))", "/a/b"),
        ("df.to_csv('/r.csv')", "/r.csv"),
        ("import torch\ntorch.save(m, '/m.pt')", "/m.pt"),
        ("from transformers import TrainingArguments\nTrainingArguments(output_dir='out')", "out"),
        ("import logging\nlogging.FileHandler('/var/log/a.log')", "/var/log/a.log"),
    ],
)
def test_what_is_written(tmp_path: Path, text: str, target: str) -> None:
    (written,) = code(tmp_path, main=text).writes
    assert written.target.value == target


def test_reading_is_no_writing(tmp_path: Path) -> None:
    assert code(tmp_path, main="open('x')\nopen('y', 'rb')\nopen('z', mode=m)\n").writes == ()


def test_files_beside_a_module(tmp_path: Path) -> None:
    text = "from pathlib import Path\nHERE = Path(__file__).parent\n(HERE / 'a.json').read_text()\n"
    (opened,) = code(tmp_path, app__main=text).opened
    assert opened.target == str(tmp_path / "app" / "a.json")
    assert opened.at_start
    assert not opened.guarded


@pytest.mark.parametrize(
    "text",
    [
        "import os\nopen(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'a.json'))",
        "import os\nopen(os.path.dirname(os.path.realpath(__file__)) + '/a.json')",
        "from pathlib import Path\nPath(__file__).with_name('a.json').read_text()",
        "from pathlib import Path\nopen(str(Path(__file__).resolve().parent / 'a.json'))",
        "from importlib.resources import files\nfiles('app').joinpath('a.json').read_text()",
        "from importlib.resources import files\n(files('app') / 'a.json').read_text()",
        "from importlib import resources\nresources.files(__package__).joinpath('a.json').open()",
        "import app\nfrom importlib import resources\n(resources.files(app) / 'a.json').open()",
    ],
)
def test_ways_to_name_a_file_beside_a_module(tmp_path: Path, text: str) -> None:
    files = {"app__PACKAGE": "", "app__main": text}
    (opened,) = code(tmp_path, **files).opened
    assert opened.target == str(tmp_path / "app" / "a.json")


@pytest.mark.parametrize(
    "text",
    [
        "if ready:\n    FILE.read_text()",
        "try:\n    FILE.read_text()\nexcept OSError:\n    pass",
        "def load():\n    if not FILE.exists():\n        return None\n    return FILE.read_text()",
        "FILE.write_text('{}')\nFILE.read_text()",
        "FILE.open('w').close()\nFILE.read_text()",
    ],
)
def test_a_file_that_may_be_missing(tmp_path: Path, text: str) -> None:
    lead = "from pathlib import Path\nFILE = Path(__file__).parent / 'a.json'\n"
    (opened,) = code(tmp_path, app__main=lead + text).opened
    assert opened.guarded


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("import subprocess\nsubprocess.run(['ffmpeg', '-i', name])", "ffmpeg"),
        ("import os\nos.system('convert a b')", "convert"),
        ("import pytesseract\npytesseract.image_to_string(x)", "tesseract"),
    ],
)
def test_programs(tmp_path: Path, text: str, program: str) -> None:
    assert [each.program for each in code(tmp_path, main=text).programs] == [program]


@pytest.mark.parametrize(
    ("text", "retried", "at_start"),
    [
        ("import psycopg\npsycopg.connect(u)", False, True),
        ("import psycopg\ndef f():\n  psycopg.connect(u)", False, False),
        ("import psycopg\nwhile True:\n  psycopg.connect(u)", True, True),
        ("import psycopg\ntry:\n  psycopg.connect(u)\nexcept Exception:\n  pass", True, True),
        (f"{RETRIED}def f():\n  psycopg.connect(u)\nf()", True, True),
        ("from sqlalchemy import create_engine\ne = create_engine(u)\ne.connect()", False, True),
    ],
)  # fmt: skip
def test_connections(tmp_path: Path, text: str, retried: bool, at_start: bool) -> None:
    (made,) = code(tmp_path, main=text).connections
    assert (made.is_retried, made.at_start) == (retried, at_start)


def test_shared_memory(tmp_path: Path) -> None:
    text = (
        "from torch.utils.data import DataLoader\n"
        "import torch.distributed as dist\n"
        "DataLoader(d, num_workers=4)\n"
        "dist.init_process_group('nccl')\n"
    )
    found = code(tmp_path, main=text).shared_memory
    assert [each.kind for each in found] == ["workers", "processes"]
    assert found[0].processes.value == 4


def test_downloads_of_a_directory_are_none(tmp_path: Path) -> None:
    text = (
        "from transformers import AutoModel\n"
        "AutoModel.from_pretrained('org/name')\n"
        "AutoModel.from_pretrained('/models/name')\n"
        "AutoModel.from_pretrained('org/other', local_files_only=True)\n"
    )
    assert [each.what.value for each in code(tmp_path, main=text).downloads] == ["org/name"]


def test_routes(tmp_path: Path) -> None:
    text = (
        "from fastapi import FastAPI, APIRouter\n"
        "app = FastAPI()\nrouter = APIRouter(prefix='/v1')\n"
        "@app.get('/a')\ndef a(): ...\n"
        "@router.post('/b/{key}')\ndef b(): ...\n"
        "app.include_router(router)\n"
    )
    routes = code(tmp_path, main=text).routes
    assert not isinstance(routes, Unknown)
    assert {each.route for each in routes} >= {"/a", "/b/{key}", "/docs"}
    assert {each.route for each in routes if each.is_below} == {"/b/{key}"}


@pytest.mark.parametrize(
    "line",
    [
        "app.mount('/x', other)",
        "expose(app)",
        "app.add_api_route(path, f)",
        "app.middleware('http')(f)",
    ],
)
def test_routes_that_cannot_be_read_whole(tmp_path: Path, line: str) -> None:
    text = f"from fastapi import FastAPI\nfrom lib import expose\napp = FastAPI()\n{line}\n"
    assert isinstance(code(tmp_path, main=text).routes, Unknown)


def test_tests_and_vendored_trees_are_left_out(tmp_path: Path) -> None:
    found = code(tmp_path, main="", tests__test_a="", node_modules__x="", test_b="", venv__c="")
    assert [each.name for each in found.modules] == ["main"]


def test_only_what_the_command_starts_is_read(tmp_path: Path) -> None:
    found = running(
        tmp_path,
        "FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\n"
        'CMD ["uvicorn", "app.main:app", "--port", "80"]\n',
        app__PACKAGE="",
        app__main="from app import db\nfrom .util import x\n",
        app__db="import os\n",
        app__util="",
        other="",
    )
    assert not isinstance(found, Unknown)
    assert {each.name for each in found.modules} == {"app", "app.main", "app.db", "app.util"}
    assert found.modules[0].place == "/srv/app/main.py"


def test_what_stands_below_main_counts_for_the_script_alone(tmp_path: Path) -> None:
    files = {
        "main": "import helper\nif __name__ == '__main__':\n  open('/a', 'w')\n",
        "helper": "if __name__ == '__main__':\n  open('/b', 'w')\n",
    }
    dockerfile = 'FROM python:3.12-slim\nCOPY . /srv\nCMD ["python", "/srv/main.py"]\n'
    found = running(tmp_path, dockerfile, **files)
    assert not isinstance(found, Unknown)
    assert [each.target.value for each in found.writes] == ["/a"]


def test_code_of_another_stage_is_followed(tmp_path: Path) -> None:
    found = running(
        tmp_path,
        "FROM python:3.12-slim AS build\nWORKDIR /src\nCOPY app ./app\n"
        "FROM python:3.12-slim\nWORKDIR /srv\nCOPY --from=build /src/app ./app\n"
        'CMD ["python", "-m", "app.main"]\n',
        app__PACKAGE="",
        app__main="if __name__ == '__main__':\n  open('/x', 'w')\n",
    )
    assert not isinstance(found, Unknown)
    assert [each.target.value for each in found.writes] == ["/x"]


def test_code_from_elsewhere_is_unknown(tmp_path: Path) -> None:
    dockerfile = (
        "FROM python:3.12-slim\nRUN git clone https://git.example/x /srv\nWORKDIR /srv\n"
        'CMD ["python", "main.py"]\n'
    )
    assert isinstance(running(tmp_path, dockerfile), Unknown)


def test_a_cycle_of_imports_and_names_ends(tmp_path: Path) -> None:
    found = code(tmp_path, a="from b import X\nopen(X, 'w')\n", b="from a import X\n")
    assert [isinstance(each.target.value, Unknown) for each in found.writes] == [True]


def test_a_program_that_is_not_known_is_none(tmp_path: Path) -> None:
    text = "import subprocess\ndef go(cmd):\n  subprocess.run(cmd)\n  subprocess.run(f'a {cmd}')\n"
    found = code(tmp_path, main=f"{text}subprocess.run([])\nsubprocess.run(['ls'])").programs
    assert [each.program for each in found] == ["ls"]


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ("", 4),
        ("openapi_url=None", 0),
        ("redoc_url=None", 3),
        ("docs_url='/other'", 4),
        ("docs_url=None", 2),
    ],
)
def test_routes_that_a_framework_is_told_not_to_bring(
    tmp_path: Path, arguments: str, left: int
) -> None:
    text = f"from fastapi import FastAPI\napp = FastAPI({arguments})\n"
    routes = code(tmp_path, main=text).routes
    assert not isinstance(routes, Unknown)
    assert len(routes) == left
