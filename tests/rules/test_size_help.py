"""What the rules about size advise holds where it is followed."""

from __future__ import annotations

import pytest

from dockwright.rules.settings import CheckSettings
from rules.running import run


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        (
            "DW316",
            "WORKDIR /opt\nRUN cd src && curl -O https://x.example/a.zip && unzip a.zip && cd a",
            "Remove it at the end of this RUN: `rm /opt/src/a.zip`",
        ),
        (
            "DW316",
            "RUN curl -O https://x.example/a.zip && unzip a.zip",
            "Remove it at the end of this RUN: `rm a.zip`",
        ),
        (
            "DW316",
            "RUN wget -O /t.tar.xz https://x.example/a && tar xf /t.tar.xz",
            (
                "Remove it at the end of this RUN: `rm /t.tar.xz`; or unpack the stream: "
                "`curl -fsSL … | tar -xJ`"
            ),
        ),
        (
            "DW316",
            'RUN cd "$X" && wget https://x.example/a.deb && dpkg -i a.deb && cd b',
            "Remove it in this RUN",
        ),
        (
            "DW311",
            "ADD . /src\nRUN make -C /src && rm -rf /src",
            (
                "Do not copy it: let the RUN that uses it see it through "
                "`--mount=type=bind,source=…,target=…`, with `rw` if it writes there"
            ),
        ),
        (
            "DW311",
            "ADD https://x.example/a.zip /a.zip\nRUN unzip /a.zip && rm /a.zip",
            "Fetch, use and delete it in one RUN",
        ),
        (
            "DW310",
            "ADD src /srv\nRUN useradd app && chown -R app /srv",
            (
                "Write `ADD --chown=…` where the files come in, below the step that adds the user, "
                "and change here, without `-R`, only the folder itself and what RUNs made"
            ),
        ),
        (
            "DW310",
            "COPY src /srv/app\nRUN chmod -R g+w /srv",
            ("Write `COPY --chmod=…` where the files come in, and change here what else needs it"),
        ),
        (
            "DW308",
            "RUN apt-get install -y gcc\nRUN pip install x\nCMD serve",
            (
                "Build in a first stage, into a virtual environment, and copy that: "
                "`COPY --from=build /opt/venv /opt/venv`"
            ),
        ),
        (
            "DW308",
            "RUN apt-get install -y gcc\nRUN ./configure\nCMD serve",
            "Build in a first stage, and copy what it makes into this one with `COPY --from=build`",
        ),
        (
            "DW308",
            "RUN apt-get install -y gcc\nRUN pip install x\nRUN cmake . && make install\nCMD serve",
            "Build in a first stage, and copy what it makes into this one with `COPY --from=build`",
        ),
        (
            "DW308",
            "RUN apt-get install -y gcc\nRUN echo x > /etc/x\nCMD serve",
            "Leave it out: nothing in this file compiles",
        ),
        (
            "DW308",
            "RUN apt-get install -y gcc\nRUN pip install x\nRUN apt-get purge -y gcc\nCMD serve",
            (
                "Install it, build and remove it in one RUN: its removal in a later layer frees "
                "nothing"
            ),
        ),
        (
            "DW310",
            "COPY --chown=1:1 src /srv\nRUN chown -R 1:1 /srv",
            (
                "The COPY says already whose the files are: change only what else needs it, "
                "without `-R`"
            ),
        ),
    ],
)
def test_advice(code: str, text: str, words: str) -> None:
    (found,) = run(f"FROM debian:13-slim\n{text}\n", CheckSettings(enabled=frozenset({code})))
    assert found.help == words


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("make -C /tool install", "Do not copy it"),
        ("make -C /tool install\nRUN ls /tool", "Several RUNs use it"),
        ("ls /tool-box /tools && make -C /tool install", "Do not copy it"),
    ],
)
def test_a_run_that_only_deletes_what_was_copied_is_no_user_of_it(script: str, wanted: str) -> None:
    text = f"FROM debian:13\nCOPY tool /tool\nRUN {script}\nRUN rm -rf /tool\nUSER 1\n"
    (found,) = run(text, CheckSettings(frozenset({"DW311"})))
    assert found.help.startswith(wanted)
