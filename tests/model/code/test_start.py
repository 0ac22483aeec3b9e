"""What a container starts by scripts, Procfiles and servers' own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.kb import load
from dockwright.model.code import (
    Code,
    Configured,
    code_of_image,
    serving_in_script,
    started_in_image,
    told_by_file,
)
from dockwright.model.project import Project
from dockwright.model.serving import commands_of_image, serving_of
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.code import Started
    from dockwright.model.workspace import ImageBuild

FROM = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n"
APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"
SERVE = "exec uvicorn main:app --host 0.0.0.0 --port 9000\n"


def build(folder: Path, files: dict[str, str]) -> ImageBuild:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    image = built_image(str(folder), "Dockerfile", Project())
    assert not isinstance(image, Unknown)
    return image


def started(image: ImageBuild) -> tuple[Started, ...]:
    assert image.stage is not None
    return started_in_image(image.stage, image.context, commands_of_image(image.stage), load())


def code(image: ImageBuild) -> Code | Unknown:
    assert image.stage is not None
    return code_of_image(image.stage, image.context, commands_of_image(image.stage), load())


def names(image: ImageBuild) -> list[str]:
    found = code(image)
    return [] if isinstance(found, Unknown) else [each.name for each in found.modules]


@pytest.mark.parametrize(
    "command",
    [
        '["./start.sh"]',
        '["/app/start.sh"]',
        '["sh", "start.sh"]',
        '["bash", "-e", "./start.sh"]',
        '["tini", "--", "./start.sh"]',
        "exec ./start.sh",
    ],
)
def test_a_start_script_is_read_however_it_is_called(tmp_path: Path, command: str) -> None:
    script = "#!/bin/sh\nset -e\npython migrate.py\n" + SERVE
    image = build(
        tmp_path,
        {
            "Dockerfile": f"{FROM}CMD {command}\n",
            "start.sh": script,
            "main.py": APP,
            "migrate.py": "",
        },
    )
    assert names(image) == ["__main__", "main"]
    found = serving_in_script(started(image), load(), lambda _: None)
    assert found is not None
    assert (found[0].host, found[0].port) == ("0.0.0.0", 9000)
    assert script[slice(*found[0].place)] == "9000"
    assert found[1].path == str(tmp_path / "start.sh")


def test_what_is_no_script_of_the_project_is_not_read(tmp_path: Path) -> None:
    files = {"main.py": APP, "start.sh": "#!/usr/bin/env python\nimport main\n", "tool": SERVE}
    for command in ('["./start.sh"]', '["./tool"]', '["./gone.sh"]', '["sh", "-c", "./gone.sh"]'):
        image = build(tmp_path, {**files, "Dockerfile": f"{FROM}CMD {command}\n"})
        assert isinstance(code(image), Unknown)
        assert all(each.script is None for each in started(image))


def test_an_entrypoint_hands_on_what_cmd_says(tmp_path: Path) -> None:
    dockerfile = FROM + 'ENTRYPOINT ["bin/entry"]\nCMD ["uvicorn", "main:app"]\n'
    entry = '#!/bin/bash\nuntil nc -z db 5432; do sleep 1; done\nexec gosu app "$@"\n'
    image = build(tmp_path, {"Dockerfile": dockerfile, "bin/entry": entry, "main.py": APP})
    assert names(image) == ["main"]
    image = build(tmp_path / "2", {"Dockerfile": dockerfile, "bin/entry": "#!/bin/sh\nsleep 1\n"})
    assert all(each.command.program != "uvicorn" for each in started(image))


def test_scripts_that_call_each_other_end(tmp_path: Path) -> None:
    files = {"a.sh": "#!/bin/sh\n./b.sh\n", "b.sh": f"#!/bin/sh\n./a.sh\n{SERVE}", "main.py": APP}
    image = build(tmp_path, {**files, "Dockerfile": f'{FROM}CMD ["./a.sh"]\n'})
    assert names(image) == ["main"]


def test_a_script_is_followed_into_its_directory(tmp_path: Path) -> None:
    files = {"run.sh": f"#!/bin/sh\ncd src/shop\n{SERVE}", "src/shop/main.py": APP}
    image = build(tmp_path, {**files, "Dockerfile": f'{FROM}CMD ["./run.sh"]\n'})
    assert names(image) == ["main"]


def test_what_a_script_sets_is_not_required(tmp_path: Path) -> None:
    reads = 'import os\n\nKEY = os.environ["KEY"]\nURL = os.environ["URL"]\n'
    for text, required in (
        ("#!/bin/sh\n", ["KEY", "URL"]),
        ("#!/bin/sh\nexport KEY=$(cat /run/secrets/key)\n", ["URL"]),
        ("#!/bin/sh\n. ./.env\n", []),
        ("#!/bin/sh\nset -a; eval $(settings)\n", []),
    ):
        files = {"go.sh": f"{text}python main.py\n", "main.py": reads}
        image = build(tmp_path, {**files, "Dockerfile": f'{FROM}CMD ["./go.sh"]\n'})
        found = code(image)
        assert isinstance(found, Code)
        assert [each.name for each in found.variables if each.required] == required


@pytest.mark.parametrize(
    ("script", "port"),
    [
        ('exec uvicorn main:app --port "${PORT:-8080}"\n', 8080),
        ('PORT=$(hostname)\nexec uvicorn main:app --port "${PORT:-8080}"\n', None),
        ("if [ -n $DEV ]; then uvicorn main:app --reload; else uvicorn main:app; fi\n", None),
        ("[ -f x ] || exec uvicorn main:app\n", None),
    ],
)
def test_where_a_script_has_the_server_listen(
    tmp_path: Path, script: str, port: int | None
) -> None:
    files = {"go.sh": f"#!/bin/sh\n{script}", "main.py": APP}
    image = build(tmp_path, {**files, "Dockerfile": f'{FROM}CMD ["./go.sh"]\n'})
    found = serving_in_script(started(image), load(), lambda _: None)
    told = None if found is None else found[0].port
    assert (None if isinstance(told, Unknown) else told) == port


def test_a_module_is_sure_to_be_imported_only_by_what_surely_runs(tmp_path: Path) -> None:
    script = "#!/bin/sh\nif [ -n $SEED ]; then python seed.py; fi\npython main.py\n"
    files = {"go.sh": script, "seed.py": "import extra\n", "main.py": "", "extra.py": ""}
    image = build(tmp_path, {**files, "Dockerfile": f'{FROM}CMD ["./go.sh"]\n'})
    found = code(image)
    assert isinstance(found, Code)
    assert found.at_start == {str(tmp_path / "main.py")}
    assert {each.name for each in found.modules} == {"__main__", "extra"}


@pytest.mark.parametrize(
    ("command", "modules"),
    [
        ('["honcho", "start"]', ["main", "__main__"]),
        ('["honcho", "start", "web"]', ["main"]),
        ('["honcho", "-f", "Procfile.dev", "start"]', ["__main__"]),
        ('["honcho", "check"]', []),
    ],
)
def test_a_procfile_is_read_where_a_manager_starts_it(
    tmp_path: Path, command: str, modules: list[str]
) -> None:
    procfile = "# what runs\nweb: uvicorn main:app\nworker: python worker.py\n"
    files = {"Procfile": procfile, "Procfile.dev": "worker: python worker.py\n", "main.py": APP}
    dockerfile = f"{FROM}CMD {command}\n"
    image = build(tmp_path, {**files, "worker.py": "", "Dockerfile": dockerfile})
    assert names(image) == modules


GUNICORN = '["gunicorn", "main:app"]'


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ('bind = "0.0.0.0:9000"\n', "0.0.0.0", 9000),
        ('bind = ["0.0.0.0:9000"]\n', "0.0.0.0", 9000),
        ('import os\nbind = os.getenv("BIND", "0.0.0.0:9000")\n', "0.0.0.0", 9000),
        ("import os\nbind = f\"0.0.0.0:{os.getenv('PORT', '9000')}\"\n", "0.0.0.0", 9000),
        ('import os\nbind = "0.0.0.0:" + os.environ.get("PORT", "9000")\n', "0.0.0.0", 9000),
        ("import os\nbind = f\"0.0.0.0:{os.environ['PORT']}\"\n", "0.0.0.0", None),
        ('bind = "unix:/run/shop.sock"\n', None, None),
        ("import os\nif os.getenv('A'):\n    bind = '0.0.0.0:9000'\n", None, None),
    ],
)
def test_where_gunicorn_listens_by_its_file(
    tmp_path: Path, text: str, host: str | None, port: int | None
) -> None:
    told = by_file(tmp_path, GUNICORN, {"gunicorn.conf.py": text})
    assert isinstance(told, Configured)
    assert (None if isinstance(told.host, Unknown) else told.host) == host
    assert (None if isinstance(told.port, Unknown) else told.port) == port


def test_gunicorn_takes_the_file_that_it_is_told(tmp_path: Path) -> None:
    files = {"deploy/web.py": 'bind = "0.0.0.0:9000"\nworkers = 3\n'}
    for words in ('"-c", "deploy/web.py"', '"-c", "python:deploy.web"', '"--config=deploy/web.py"'):
        told = by_file(tmp_path, f'["gunicorn", {words}, "main:app"]', files)
        assert isinstance(told, Configured)
        assert (told.port, told.workers) == (9000, 3)
    assert by_file(tmp_path / "2", GUNICORN, {}) is None
    assert by_file(tmp_path / "3", GUNICORN, {"gunicorn.conf.py": "timeout = 5\n"}) is None
    hidden = {"gunicorn.conf.py": "from base import *\n"}
    assert isinstance(by_file(tmp_path / "4", GUNICORN, hidden), Unknown)
    other = {"web/gunicorn.conf.py": "bind = '0.0.0.0:1'\n"}
    assert isinstance(by_file(tmp_path / "5", GUNICORN, other), Unknown)


def test_where_streamlit_listens_by_its_file(tmp_path: Path) -> None:
    text = '[server]\nheadless = true\nport = 8080 # as behind the proxy\naddress = "0.0.0.0"\n'
    files = {".streamlit/config.toml": text}
    told = by_file(tmp_path, '["streamlit", "run", "main.py"]', files)
    assert isinstance(told, Configured)
    assert (told.host, told.port) == ("0.0.0.0", 8080)
    assert text[slice(*told.span)] == "8080"
    assert (
        by_file(tmp_path, '["streamlit", "run", "main.py"]', files, STREAMLIT_SERVER_PORT="1")
        is None
    )
    broken = {".streamlit/config.toml": "[server\n"}
    assert isinstance(by_file(tmp_path / "2", '["streamlit", "run", "main.py"]', broken), Unknown)


def by_file(
    folder: Path, command: str, files: dict[str, str], **variables: str
) -> Configured | Unknown | None:
    image = build(folder, {**files, "main.py": APP, "Dockerfile": f"{FROM}CMD {command}\n"})
    assert image.stage is not None
    serving = serving_of(commands_of_image(image.stage), load(), variables.get)
    assert serving is not None
    return told_by_file(serving, image.stage, image.context, load(), variables.get, workdir="/app")


DJANGO = {
    "manage.py": "import os\nimport sys\n\n\ndef main():\n"
    '    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
    "    from django.core.management import execute_from_command_line\n\n"
    "    execute_from_command_line(sys.argv)\n\n\n"
    'if __name__ == "__main__":\n    main()\n',
    "shop/__init__.py": "",
    "shop/wsgi.py": "import os\n\n"
    'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
    "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n",
    "shop/settings.py": 'import os\n\nSECRET_KEY = os.environ["SECRET_KEY"]\n'
    'ROOT_URLCONF = "shop.urls"\n'
    'INSTALLED_APPS = ["django.contrib.admin", "rest_framework", "carts.apps.CartsConfig"] + [\n'
    '    "orders"\n]\n'
    'if os.environ.get("DEBUG"):\n    INSTALLED_APPS += ["debug_toolbar"]\n'
    'MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware"]\n',
    "shop/production.py": "import os\n\nfrom .settings import *\n\n"
    'HOST = os.environ["HOST_NAME"]\n',
    "shop/urls.py": "",
    "carts/__init__.py": "",
    "carts/apps.py": "",
    "orders/__init__.py": "",
    "orders/models.py": "import requests\n",
}


@pytest.mark.parametrize(
    "command",
    ['["gunicorn", "shop.wsgi"]', '["python", "manage.py", "runserver", "0.0.0.0:8000"]'],
)
def test_the_settings_of_django_are_read_with_what_they_name(tmp_path: Path, command: str) -> None:
    image = build(tmp_path, {**DJANGO, "Dockerfile": f"{FROM}CMD {command}\n"})
    found = code(image)
    assert isinstance(found, Code)
    modules = {each.name for each in found.modules}
    assert {"shop.settings", "shop.urls", "carts.apps", "orders.models"} <= modules
    assert "shop.production" not in modules
    assert [each.name for each in found.variables if each.required] == ["SECRET_KEY"]
    settings = str(tmp_path / "shop/settings.py")
    assert settings in found.at_start
    named = [each.name for each in found.imports if each.path == settings and not each.is_own]
    assert named == ["os", "django.contrib.admin", "rest_framework", "whitenoise.middleware"]


def test_a_variable_says_which_settings_django_takes(tmp_path: Path) -> None:
    dockerfile = (
        f'{FROM}ENV DJANGO_SETTINGS_MODULE=shop.production\nCMD ["gunicorn", "shop.wsgi"]\n'
    )
    found = code(build(tmp_path, {**DJANGO, "Dockerfile": dockerfile}))
    assert isinstance(found, Code)
    assert {"SECRET_KEY", "HOST_NAME"} == {each.name for each in found.variables if each.required}
    assert any(each.name == "rest_framework" for each in found.imports)
    script = "#!/bin/sh\nexport DJANGO_SETTINGS_MODULE=$(settings)\nexec gunicorn shop.wsgi\n"
    files = {**DJANGO, "go.sh": script, "Dockerfile": f'{FROM}CMD ["./go.sh"]\n'}
    hidden = code(build(tmp_path / "2", files))
    assert isinstance(hidden, Code)
    assert "shop.settings" not in {each.name for each in hidden.modules}
