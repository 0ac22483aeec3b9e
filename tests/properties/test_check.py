"""Laws of a whole check: whatever the text, no rule fails, and how lines end does not matter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.rules.engine import FAILED_RULE, check_dockerfile
from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.text import Source

EVERY = CheckSettings(enabled=frozenset(entry.code for entry in entries()))

words = st.sampled_from(
    [
        *("apt-get", "install", "-y", "pip", "--no-cache-dir", "-r", "requirements.txt", "torch"),
        *("&&", "||", ";", "|", "rm", "-rf", "/var/lib/apt/lists/*", "$X", "${Y:-z}", '"', "'"),
        *("$(", ")", "<<EOF", "EOF", "\\", "{", "}", "if", "fi", "for", "conda", "uv", "chown"),
        *("curl", "https://a:b@index.example/x", "--mount=type=cache,target=/root/.cache", "sudo"),
        *("python", "-m", "venv", "/opt/venv", "COPY", "--from=a", ".", "/app", "[", "]", ","),
        *("\u00e9", "\x00", "\t", "0.0.0.0", "127.0.0.1", "--host", "uvicorn", "chmod", "777"),
    ]
)
keywords = st.sampled_from(
    [
        *("FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "CMD", "ENTRYPOINT", "USER", "WORKDIR"),
        *("HEALTHCHECK", "SHELL", "LABEL", "EXPOSE", "VOLUME", "ONBUILD", "STOPSIGNAL", "#", ""),
    ]
)
instructions = st.builds(
    lambda keyword, rest: f"{keyword} {' '.join(rest)}", keywords, st.lists(words, max_size=9)
)
bases = st.sampled_from(
    [
        *(
            "FROM python:3.12-slim",
            "FROM alpine:3.20 AS a",
            "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04",
        ),
        *("FROM $BASE", "FROM scratch", "FROM a", "ARG X=1", "FROM continuumio/miniconda3"),
    ]
)
files = st.builds(
    lambda base, rest, end: "\n".join([base, *rest]) + end,
    bases,
    st.lists(st.one_of(instructions, bases), max_size=12),
    st.sampled_from(["", "\n"]),
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(files, st.text(max_size=300)))
def test_no_rule_fails_on_any_text(text: str) -> None:
    found = check_dockerfile(Source("Dockerfile", text), EVERY)
    assert [each.message for each in found if each.code == FAILED_RULE] == []
    for each in found:
        start, end = each.primary.span
        assert 0 <= start <= end <= len(text)


@settings(max_examples=150, deadline=None)
@given(files)
def test_line_endings_do_not_change_what_is_found(text: str) -> None:
    plain = check_dockerfile(Source("Dockerfile", text), EVERY)
    windows = check_dockerfile(Source("Dockerfile", text.replace("\n", "\r\n")), EVERY)
    if "<<" not in text:  # a heredoc's body keeps its line endings, and a shell sees them
        assert [each.code for each in plain] == [each.code for each in windows]
