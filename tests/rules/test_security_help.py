"""The help of the security rules fits what was found."""

from __future__ import annotations

import pytest

from rules.running import run, settings_of

CASES = [
    ("DW405", "RUN curl -k https://a.example/x -o /x", "install `ca-certificates`"),
    ("DW405", "RUN apk add --allow-untrusted /x.apk", "signing key"),
    ("DW405", "RUN pip install --trusted-host a.example -i http://a.example/s b", "`https://`"),
    ("DW406", 'CMD ["python3", "-V"]', "`USER 10001`"),
    ("DW406", 'FROM gcr.io/distroless/python3-debian12\nCMD ["/app.py"]', "`nonroot`"),
    ("DW409", "RUN curl https://astral.sh/uv/install.sh | sh", "ghcr.io/astral-sh/uv"),
    ("DW409", "RUN curl https://bootstrap.pypa.io/get-pip.py | python", "ensurepip"),
    ("DW409", "RUN curl https://tool.example/install.sh | sh", "sha256sum -c"),
    ("DW413", "ADD https://a.example/o/r/master/x.json /x", "a release or a commit"),
    ("DW413", "ADD https://a.example/o/r/1.4.2/x.json /x", "Add `--checksum"),
    ("DW417", 'EXPOSE 22\nCMD ["python3", "server.py"]', "keys when the container starts"),
]


@pytest.mark.parametrize(("code", "line", "words"), CASES)
def test_help_names_the_remedy_of_the_case(code: str, line: str, words: str) -> None:
    text = f"FROM debian:13-slim\n{line}\n"
    found = run(text, settings_of(None, frozenset({code}), None), "Dockerfile")
    assert [diagnostic.code for diagnostic in found] == [code]
    assert words in found[0].help
