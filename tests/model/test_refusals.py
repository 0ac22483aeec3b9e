"""What BuildKit refuses before it runs anything, and what it does not."""

from __future__ import annotations

import pytest

from dockwright.model.dockerfile import build_model
from dockwright.model.expansion import default_variables, expanded_texts
from dockwright.model.refusals import RefusalKind, refusals
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source


def found(text: str, **told: object) -> list[tuple[RefusalKind, str, str]]:
    source = Source("Dockerfile", text)
    model = build_model(parse(source), **told)  # type: ignore[arg-type]
    target = told.get("target")
    return [
        (refusal.kind, source.slice(refusal.span), refusal.message)
        for refusal in refusals(model, target=target if isinstance(target, str) else None)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "at"),
    [
        ("FROM ${A", RefusalKind.EXPANSION, "${A"),
        ('FROM ""', RefusalKind.BASE, '""'),
        ("FROM $NONE", RefusalKind.BASE, "$NONE"),
        ("ARG A=${B\nFROM a", RefusalKind.EXPANSION, "${B"),
        ("FROM --platform=$NONE a", RefusalKind.BASE, "$NONE"),
        ("FROM --platform=linux/$NONE a", RefusalKind.BASE, "linux/$NONE"),
        ("FROM a\nENV b=${c", RefusalKind.EXPANSION, "${c"),
        ("FROM a\nCOPY --from=1 b c", RefusalKind.COPY_SOURCE, "1"),
        ("FROM a\nCOPY --from=-1 b c", RefusalKind.COPY_SOURCE, "-1"),
        ("FROM a\nCOPY --from=A:b:c b c", RefusalKind.COPY_SOURCE, "A:b:c"),
        ("FROM a AS s\nCOPY --from=S b c", RefusalKind.COPY_SOURCE, "S"),
        (
            "FROM a AS s\nRUN --mount=from=s,target=/a b",
            RefusalKind.COPY_SOURCE,
            "from=s,target=/a",
        ),
        ("FROM a\nRUN --mount=type=x,target=/a b", RefusalKind.MOUNT, "type=x,target=/a"),
        ("FROM a\nEXPOSE 80/http", RefusalKind.VALUE, "80/http"),
        ("FROM a\nCOPY https://example.org/a /b", RefusalKind.VALUE, "https://example.org/a"),
        ("FROM a\nCOPY git@example.org:a /b", RefusalKind.VALUE, "git@example.org:a"),
        ("FROM a\nADD https://example.org/a.git?x=1 /b", RefusalKind.VALUE, None),
        ("FROM a\nFOO", RefusalKind.STRUCTURE, "FOO"),
    ],
)
def test_what_is_refused_and_where(text: str, kind: RefusalKind, at: str | None) -> None:
    first = found(text)[0]
    assert first[0] is kind
    assert at is None or first[1] == at


@pytest.mark.parametrize(
    "text",
    [
        "ARG V=3\nFROM a:$V",
        "FROM --platform=$BUILDPLATFORM a",
        "FROM a AS b_amd64\nFROM b_$TARGETARCH",
        "FROM a AS s\nFROM b\nCOPY --from=s c d\nCOPY --from=0 c d\nCOPY --from=e:1 c d",
        "FROM a\nRUN echo ${b\nCMD echo ${c\nONBUILD ENV d=${e",
        "FROM a\nARG T\nRUN --mount=type=$T,target=/a b",
        "FROM a\nARG P\nEXPOSE $P 80",
        "FROM a\nADD https://example.org/a.git#v1 https://example.org/b c /d/",
    ],
)
def test_what_is_not_refused(text: str) -> None:
    assert found(text) == []


def test_a_target_that_is_not_there_is_refused() -> None:
    assert found("FROM a AS b", target="c")[0][2] == 'target stage "c" could not be found'
    assert found("FROM a AS b", target="B") == []
    assert found("FROM a AS b", target="0") == []


def test_globals_come_from_defaults_and_where_asked_from_build_arguments() -> None:
    tree = parse(Source("Dockerfile", "ARG A=1\nARG B=$A.$TARGETARCH\nARG C\nFROM a\n"))
    model = build_model(tree, build_args={"A": "2"}, platform="linux/arm64")
    values, failed = default_variables(model, given=True)
    assert failed is None
    assert (values["A"], values["B"]) == ("2", "2.arm64")
    assert default_variables(model, given=False)[0]["B"] == "1.arm64"
    assert "C" not in values


def test_words_are_expanded_in_the_order_in_which_docker_does() -> None:
    source = Source(
        "Dockerfile", 'FROM a\nCOPY --chown=$u "$s" t/$d\nARG a=1 b=$a\nENV $n=$v\nRUN $x\n'
    )
    model = build_model(parse(source))
    texts = [[text.raw for text in expanded_texts(found)] for found in model.instructions]
    assert texts == [[], ["$u", '"$s"', "t/$d"], ["$a"], ["$n", "$v"], []]
    (default,) = expanded_texts(model.instructions[2])
    assert default.value == "1"
