"""How Dockerfiles are read: directives, lines, heredocs, JSON, flags, problems, places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.syntax.dockerfile import parse
from dockwright.syntax.dockerfile.directives import find_directive
from dockwright.syntax.dockerfile.nodes import Form, ProblemKind
from dockwright.text import Source

if TYPE_CHECKING:
    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode


def read(text: str) -> DockerfileTree:
    return parse(Source("Dockerfile", text))


def node(text: str) -> InstructionNode:
    """The last instruction of a file."""
    return read(text).instructions[-1]


def messages(text: str, kind: ProblemKind | None = None) -> list[str]:
    return [
        problem.message for problem in read(text).problems if kind is None or problem.kind is kind
    ]


def words(text: str) -> list[str]:
    return [word.text for word in node(text).words]


# Directives


def test_directives_end_at_the_first_line_that_is_none() -> None:
    tree = read("# syntax=a/b:1\n#escape=`\n# plain\n# check=skip=all\nFROM a\n")
    assert [(found.name, found.value) for found in tree.directives] == [
        ("syntax", "a/b:1"),
        ("escape", "`"),
    ]
    assert tree.escape == "`"
    assert [comment.text for comment in tree.comments] == ["plain", "check=skip=all"]


@pytest.mark.parametrize("before", ["\n", "FROM b\n", "# note\n", "#\n"])
def test_what_stands_before_a_directive_makes_it_a_comment(before: str) -> None:
    assert read(before + "# escape=`\nFROM a\n").escape == "\\"


def test_a_directives_name_has_any_case_and_blanks_around() -> None:
    tree = read("#  EsCaPe \t=  `  \nFROM a\n")
    assert tree.escape == "`"
    directive = tree.directives[0]
    assert tree.source.slice(directive.value_span) == "`"


def test_the_same_directive_twice_is_refused() -> None:
    assert messages("# escape=`\n# escape=\\\nFROM a\n") == [
        "only one escape parser directive can be used"
    ]


def test_an_escape_character_is_a_backslash_or_a_backtick() -> None:
    assert messages("# escape=x\nFROM a\n") == ["invalid escape token 'x' does not match ` or \\"]


def test_a_directive_is_found_below_a_line_for_a_kernel() -> None:
    found = find_directive("#!/bin/sh\n# check=skip=all; error\nFROM a\n", "check")
    assert found is not None
    assert (found.value, found.line) == ("skip=all;", 2)
    assert find_directive("#!/bin/sh\n\n# check=skip=all\n", "check") is None


@pytest.mark.parametrize("text", ["// syntax=x\n", '{"syntax": "x"}', "\ufeff# syntax=x\n"])
def test_syntax_may_be_written_in_other_ways(text: str) -> None:
    found = find_directive(text, "syntax", any_format=True)
    assert found is not None
    assert found.value == "x"
    assert text.startswith("\ufeff") or find_directive(text, "syntax") is None


# Lines


def test_a_byte_order_mark_is_no_part_of_the_first_keyword() -> None:
    tree = read("\ufeffFROM a\n")
    assert tree.instructions[0].raw_keyword == "FROM"
    assert tree.instructions[0].span.start == 1
    assert not tree.problems


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_do_not_change_what_is_read(ending: str) -> None:
    text = "FROM a\nRUN one \\\n  two\nENV a=b \\\n# note\n\n c=d\nCOPY x \\\n  y\n"
    tree = read(text.replace("\n", ending))
    assert [found.line for found in tree.instructions] == [
        "FROM a",
        "RUN one   two",
        "ENV a=b  c=d",
        "COPY x   y",
    ]


def test_comments_and_blank_lines_between_continued_lines_are_left_out() -> None:
    tree = read("RUN a \\\n  # comment \\\n\n   b \\\n\t\n c\nRUN d\n")
    first = tree.instructions[0]
    assert first.text == "a    b  c"
    assert [tree.source.slice(span) for span in first.empty_continuations] == ["\n", "\t\n"]
    assert [comment.text for comment in tree.comments] == ["comment \\"]
    assert (first.start_line, first.end_line) == (1, 6)


def test_blanks_after_a_continuation_do_not_end_it() -> None:
    assert node("RUN a \\ \t\nb").text == "a b"


@pytest.mark.parametrize(("text", "count"), [("RUN a \\\\\nRUN b", 2), ("RUN a\\\nRUN b", 1)])
def test_an_escaped_escape_continues_nothing(text: str, count: int) -> None:
    assert len(read(text).instructions) == count


def test_a_continuation_at_the_end_of_the_file_is_the_end() -> None:
    assert node("RUN a \\").text == "a"
    assert node("RUN a \\\n").text == "a"
    assert node("RUN a \\\n# c").text == "a"


def test_with_the_backtick_a_backslash_is_a_plain_character() -> None:
    tree = read("# escape=`\nFROM a\nCOPY b c:\\\nRUN d `\n e\n")
    assert [found.text for found in tree.instructions] == ["a", "b c:\\", "d  e"]


def test_a_comment_belongs_to_the_instruction_after_it_and_an_empty_one_ends_it() -> None:
    tree = read("# a\n# b\nFROM x\n# c\n#\n# d\n\nRUN y\nRUN z\n")
    assert [found.comments for found in tree.instructions] == [("a", "b"), ("d",), ()]


# Heredocs


def test_a_heredocs_body_is_no_instruction() -> None:
    tree = read("FROM a\nRUN <<EOF\nFROM b\n# c\nEOF\nRUN d\n")
    assert [found.keyword for found in tree.instructions] == ["FROM", "RUN", "RUN"]
    (heredoc,) = tree.instructions[1].heredocs
    assert heredoc.content == "FROM b\n# c\n"
    assert tree.source.slice(heredoc.span) == "<<EOF"
    assert tree.source.slice(heredoc.terminator_span) == "EOF"
    assert tree.source.slice(tree.instructions[1].span).endswith("# c\nEOF")


@pytest.mark.parametrize(
    ("word", "name", "expand", "chomp", "descriptor"),
    [
        ("<<EOF", "EOF", True, False, 0),
        ("<<-EOF", "EOF", True, True, 0),
        ("<<'EOF'", "EOF", False, False, 0),
        ('<<-"E F"', "E F", False, True, 0),
        ("3<<EOF", "EOF", True, False, 3),
        ("<<E'O'F", "EOF", False, False, 0),
        ("<< EOF", "EOF", True, False, 0),
        ("<<file.txt", "file.txt", True, False, 0),
    ],
)
def test_how_a_heredoc_is_announced(
    word: str, name: str, expand: bool, chomp: bool, descriptor: int
) -> None:
    (heredoc,) = node(f"FROM a\nCOPY {word} /x\nbody\n{name}\n").heredocs
    found = (heredoc.name, heredoc.expand, heredoc.chomp, heredoc.descriptor)
    assert found == (name, expand, chomp, descriptor)


@pytest.mark.parametrize("word", ['"<<EOF"', "'<<EOF'", "<<<EOF", "a<<EOF", "<<", "\\<<EOF"])
def test_what_looks_like_a_heredoc_and_is_none(word: str) -> None:
    assert node(f"FROM a\nRUN cat {word}\n").heredocs == ()


@pytest.mark.parametrize("start", ["USER", "ENV a=", "CMD", "ENTRYPOINT", 'RUN ["a", "'])
def test_instructions_that_take_no_heredocs(start: str) -> None:
    tree = read(f"FROM a\n{start} <<EOF\nRUN b\n")
    assert len(tree.instructions) == 3


def test_several_heredocs_come_one_after_the_other() -> None:
    found = node("COPY <<X <<Y /d\nY\nX\nX\nY\n").heredocs
    assert [(heredoc.name, heredoc.content) for heredoc in found] == [("X", "Y\n"), ("Y", "X\n")]


def test_only_tabs_are_taken_off_before_the_end_of_a_chomped_heredoc() -> None:
    assert node("RUN <<-EOF\n\ta\n\tEOF\n").heredocs[0].content == "\ta\n"
    assert messages("FROM a\nRUN <<-EOF\n\ta\n EOF\n") == ["unterminated heredoc"]
    assert messages("FROM a\nRUN <<EOF\na\n\tEOF\n") == ["unterminated heredoc"]


def test_a_heredoc_of_an_onbuild_trigger_belongs_to_both() -> None:
    onbuild = node("FROM a\nONBUILD RUN <<EOF\nb\nEOF\n")
    assert onbuild.child is not None
    assert onbuild.child.heredocs == onbuild.heredocs != ()
    assert onbuild.child.end_line == 4


def test_a_heredoc_ends_with_crlf_too() -> None:
    (heredoc,) = node("RUN <<EOF\r\na\r\nEOF\r\n").heredocs
    assert heredoc.content == "a\r\n"


# JSON


@pytest.mark.parametrize(
    "text",
    ['["a", "b"]', '[ "a" ,\t"b" ]', '["\\u0061", "b"]', '["a", "b"]   '],
)
def test_a_json_array_of_strings_is_the_exec_form(text: str) -> None:
    found = node(f"CMD {text}")
    assert found.form is Form.JSON
    assert [word.text for word in found.words] == ["a", "b"]


@pytest.mark.parametrize(
    "text", ["['a']", '["a",]', '["a" "b"]', '["a"] b', '["a]', "[a]", '["\\x"]', '["a", nul]']
)
def test_what_is_no_json_array_is_the_shell_form(text: str) -> None:
    found = node(f"CMD {text}")
    assert found.form is Form.SHELL
    assert [word.text for word in found.words] == [text]


@pytest.mark.parametrize("text", ['["a", 1]', "[null]", "[[]]", '[{"a": 1}]', "[true]", "[1e3]"])
def test_an_array_of_something_else_is_refused(text: str) -> None:
    assert messages(f"FROM a\nCMD {text}") == [
        "when using JSON array syntax, arrays must be comprised of strings only"
    ]


def test_words_of_the_exec_form_have_their_places_without_quotes() -> None:
    tree = read('FROM a\nCMD ["one", "t\\u0077o", \\\n "three"]\n')
    found = tree.instructions[1].words
    assert [tree.source.slice(word.span) for word in found] == ["one", "t\\u0077o", "three"]
    assert [word.is_verbatim for word in found] == [True, False, True]


def test_an_empty_array_is_the_exec_form_without_words() -> None:
    found = node("CMD []")
    assert (found.form, found.words) == (Form.JSON, ())


# Flags, words, pairs


def test_flags_stand_before_the_arguments() -> None:
    tree = read('FROM a\nCOPY --from=b --chown="1:1" --link \\\n  x y\nCOPY x --from=b\n')
    first, second = tree.instructions[1:]
    assert [(flag.name, flag.value) for flag in first.flags] == [
        ("from", "b"),
        ("chown", "1:1"),
        ("link", None),
    ]
    assert [tree.source.slice(flag.span) for flag in first.flags] == [
        "--from=b",
        '--chown="1:1"',
        "--link",
    ]
    assert tree.source.slice(first.flags[0].value_span) == "b"
    assert [word.text for word in first.words] == ["x", "y"]
    assert second.flags == ()


def test_two_hyphens_alone_end_the_flags() -> None:
    assert words("COPY -- --a b") == ["--a", "b"]
    assert node("COPY -- --a b").flags == ()


def test_bytes_of_a_flag_are_characters_of_their_own() -> None:
    found = node("FROM a\nCOPY --chown=é x y\n")
    assert found.flags[0].value == "Ã©"
    assert [word.text for word in found.words] == ["x", "y"]


def test_pairs_keep_quotes_and_escapes() -> None:
    tree = read("FROM a\nENV a=b c=\"d e\" f='g h' i=j\\ k \\\n  l=\n")
    pairs = tree.instructions[1].pairs
    assert [(pair.name.text, pair.value.text if pair.value else None) for pair in pairs] == [
        ("a", "b"),
        ("c", '"d e"'),
        ("f", "'g h'"),
        ("i", "j\\ k"),
        ("l", ""),
    ]
    assert [tree.source.slice(pair.span) for pair in pairs][1:3] == ['c="d e"', "f='g h'"]


def test_the_old_form_takes_the_rest_of_the_line() -> None:
    (pair,) = node("FROM a\nENV a b c=d").pairs
    assert pair.value is not None
    assert (pair.name.text, pair.value.text, pair.has_delimiter) == ("a", "b c=d", False)


def test_places_of_words_across_continued_lines_are_exact() -> None:
    tree = read("FROM a\nCOPY one \\\n # note\n  two \\\n\tthree four\n")
    assert [tree.source.slice(word.span) for word in tree.instructions[1].words] == [
        "one",
        "two",
        "three",
        "four",
    ]


def test_a_word_that_a_continuation_cuts_covers_both_parts() -> None:
    tree = read("FROM a\nCOPY on\\\ne two\n")
    assert [word.text for word in tree.instructions[1].words] == ["one", "two"]
    assert tree.source.slice(tree.instructions[1].words[0].span) == "on\\\ne"


def test_healthchecks_type_stands_apart() -> None:
    found = node('FROM a\nHEALTHCHECK --interval=5s CMD ["b"]\n')
    assert found.health_type is not None
    assert found.health_type.text == "CMD"
    assert found.form is Form.JSON
    assert [word.text for word in found.words] == ["b"]


def test_onbuild_holds_its_instruction_with_places() -> None:
    tree = read("FROM a\nONBUILD  COPY --link x \\\n  y\n")
    child = tree.instructions[1].child
    assert child is not None
    assert (child.keyword, [flag.name for flag in child.flags]) == ("COPY", ["link"])
    assert tree.source.slice(child.keyword_span) == "COPY"
    assert [tree.source.slice(word.span) for word in child.words] == ["x", "y"]


# Problems and going on after them


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("FROM a\nCOPY b", "COPY requires at least two arguments", "COPY"),
        ("FROM a\nFOO b", "unknown instruction: FOO", "FOO"),
        ("FROM a\nCOPY --frm=b c d", "unknown flag: --frm (did you mean from?)", "--frm=b"),
        ("FROM a\nCOPY --from=b --from=c d e", "duplicate flag specified: --from", "--from=c"),
        ("FROM a b c", "FROM requires either one or three arguments", None),
        ("FROM a AS 1b", "invalid name for build stage", None),
        ("FROM a\nONBUILD ONBUILD RUN b", "Chaining ONBUILD", "ONBUILD"),
        ("FROM a\nHEALTHCHECK NONE b", "HEALTHCHECK NONE takes no arguments", "b"),
        ("FROM a\nSHELL b", "SHELL requires the arguments to be in JSON form", "b"),
        ("RUN a\nFROM b", "no build stage in current context", "RUN"),
        ("FROM a\nENV b", "ENV must have two arguments", "b"),
    ],
)
def test_what_docker_refuses_and_where(text: str, message: str, at: str | None) -> None:
    tree = read(text)
    problem = tree.problems[0]
    assert message in problem.message
    if at is not None:
        assert tree.source.slice(problem.span) == at


def test_reading_goes_on_after_a_problem() -> None:
    tree = read("FROM a\nENV b\nCMD [1]\nFOO c\nRUN d\n")
    assert [found.keyword for found in tree.instructions] == ["FROM", "ENV", "CMD", "FOO", "RUN"]
    assert [problem.kind for problem in tree.problems] == [
        ProblemKind.PARSE,
        ProblemKind.PARSE,
        ProblemKind.INSTRUCTION,
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# a\n", "# syntax=a\n"])
def test_a_file_without_instructions_is_refused(text: str) -> None:
    assert messages(text) == ["file with no instructions"]


def test_bytes_that_are_not_utf_8_are_kept_and_told() -> None:
    source = Source.from_bytes("Dockerfile", b"FROM a\nRUN caf\xe9\n")
    tree = parse(source)
    assert [problem.kind for problem in tree.problems] == [ProblemKind.ENCODING]
    assert source.slice(tree.problems[0].span).encode("utf-8", "surrogateescape") == b"\xe9"


def test_the_longest_line_is_the_scanners() -> None:
    assert messages("FROM a\nRUN " + "x" * 65_000 + "\n") == []
    assert "line greater than max allowed size" in messages("FROM a\nRUN " + "x" * 65_600 + "\n")[0]
