"""What reading a shell script gives, case by case, and the law that both ways of reading agree."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dockwright.syntax.shell.dialect import dialect_of
from dockwright.syntax.shell.nodes import Dialect, ShellScript, SimpleCommand
from dockwright.syntax.shell.reader import _read_plain, _read_with_grammar, read_script
from dockwright.text import OriginMap


def read(text: str, dialect: Dialect = Dialect.BASH) -> ShellScript:
    return read_script(text, OriginMap.identity(0, len(text)), dialect)


def raws(text: str) -> list[list[str]]:
    return [[word.raw for word in command.words] for command in read(text).commands]


def shape(command: SimpleCommand) -> tuple[object, ...]:
    return (
        [(word.raw, word.value, word.span) for word in command.words],
        [
            (part.kind, part.text, part.span, part.quoted)
            for word in command.words
            for part in word.parts
        ],
        command.connector,
        command.follower,
        command.context,
        command.span,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b && c || d; e", [["a", "b"], ["c"], ["d"], ["e"]]),
        ("a | b |& c", [["a"], ["b"], ["c"]]),
        ("if a; then b; elif c; then d; else e; fi", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("for x in 1 $(two); do e $x; done", [["two"], ["e", "$x"]]),
        ("while a; do b; done", [["a"], ["b"]]),
        ("case $a in b) c;; *) d;; esac", [["c"], ["d"]]),
        ("(a; b) && { c; }", [["a"], ["b"], ["c"]]),
        ('echo "$(inner arg)"', [["echo", '"$(inner arg)"'], ["inner", "arg"]]),
        ("# only a comment", []),
        ("echo 'a && b' # c && d", [["echo", "'a && b'"]]),
    ],
)
def test_commands_and_their_words(text: str, expected: list[list[str]]) -> None:
    assert raws(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a b'", "a b"),
        ('"a b"', "a b"),
        (r"a\ b", "a b"),
        ("$'a\\n'", "a\n"),
        ("a'b'\"c\"", "abc"),
        ("*.py", "*.py"),
        ("$x", None),
        ('"a$x"', None),
        ("$(cmd)", None),
        ("{a,b}", None),
    ],
)
def test_a_word_has_a_value_where_nothing_expands(text: str, value: str | None) -> None:
    assert read(f"echo {text}").commands[0].words[1].value == value


def test_redirections_and_heredocs_belong_to_their_command() -> None:
    first, second = read("cat > /x <<EOF && foo 2>&1\nhi\nEOF\n").commands
    assert [(each.operator, each.body) for each in first.redirects] == [(">", None), ("<<", "hi\n")]
    assert [(each.operator, each.descriptor) for each in second.redirects] == [(">&", 2)]
    assert (first.follower, second.connector) == ("&&", "&&")


def test_a_redirection_after_a_pipeline_belongs_to_its_last_command() -> None:
    first, last = read("echo $TOKEN | base64 > /file").commands
    assert first.redirects == ()
    assert [each.target.raw for each in last.redirects if each.target] == ["/file"]


def test_what_stands_in_a_group_after_or_is_conditional() -> None:
    first, second = read("a || { b; }").commands
    assert first.is_unconditional
    assert not second.is_unconditional


@pytest.mark.parametrize("dialect", [Dialect.POWERSHELL, Dialect.CMD, Dialect.OTHER])
def test_other_languages_are_left_alone_with_a_reason(dialect: Dialect) -> None:
    script = read("Get-Item x; rm y", dialect)
    assert script.commands == ()
    assert script.reason


def test_a_comment_in_a_substitution_ends_with_it() -> None:
    first, second = read("a b `# why (it) is` c && rm -rf /x").commands
    assert [word.value for word in first.words] == ["a", "b", "c"]
    assert [word.value for word in second.words] == ["rm", "-rf", "/x"]


def test_deep_nesting_ends_in_a_problem_and_not_in_an_error() -> None:
    script = read("( " * 400 + "a" + " )" * 400)
    assert script.problems


@pytest.mark.parametrize(
    ("shell", "text", "dialect"),
    [
        (("/bin/sh", "-c"), "a", Dialect.POSIX),
        (("/bin/bash", "-o", "pipefail", "-c"), "a", Dialect.BASH),
        (("powershell", "-Command"), "a", Dialect.POWERSHELL),
        (("C:\\Windows\\cmd.exe", "/S", "/C"), "a", Dialect.CMD),
        (("/bin/sh", "-c"), "#!/usr/bin/env python3\nx", Dialect.OTHER),
        (("/usr/bin/python3", "-c"), "a", Dialect.OTHER),
    ],
)
def test_the_shell_or_the_first_line_decides(
    shell: tuple[str, ...], text: str, dialect: Dialect
) -> None:
    assert dialect_of(shell, text) is dialect


pieces = [
    *("apt-get", "install", "-y", "a=b", "/x/y", "1", "pip==1", "@", "%", "+", ":", "^", "a.b"),
    *("&&", "||", ";", "--opt=v", "if", "export", "A=1"),
    *('"a b"', '""', "'a b'", "''", "/x/*", "a*", '"é"', "'$a'", 'a"b"', "a*b", "*", '"a"*'),
]
plain = st.lists(st.sampled_from(pieces), max_size=10).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(plain)
def test_reading_without_the_grammar_gives_what_the_grammar_gives(text: str) -> None:
    origin = OriginMap.identity(0, len(text))
    quick = _read_plain(text, origin)
    if quick is None:
        return
    whole = _read_with_grammar(text, origin, Dialect.BASH)
    assert [shape(each) for each in quick] == [shape(each) for each in whole.commands]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab$(){}[]<>|&;'\"\\`\n\t #=*?~!-é\udc80", max_size=60))
@example("$`#`?")
@example("a `# b` 'c")
def test_nothing_raises_and_words_are_where_they_say(text: str) -> None:
    for command in read(text).commands:
        for word in command.words:
            assert 0 <= word.span.start <= word.span.end <= len(text)
            assert text[word.span.start : word.span.end] == word.raw


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cp $A/$B/$C", ["A", "B", "C"]),
        ("cp $A/$B.x/$C/$D z", ["A", "B", "C", "D"]),
        ('cp $A/$B/"$C"', ["A", "B", "C"]),
    ],
)
def test_variables_between_slashes_are_one_word(text: str, names: list[str]) -> None:
    script = read_script(text, OriginMap.identity(0, len(text)), Dialect.BASH)
    word = script.commands[0].words[1]
    assert word.raw == text.split()[1]
    assert text[word.span.start : word.span.end] == word.raw
    found = [part for part in word.parts if part.name]
    assert [part.name for part in found] == names
    assert all(part.name in text[part.span.start : part.span.end] for part in found)
    assert "".join(part.text for part in word.parts) == word.raw.replace('"', "")
