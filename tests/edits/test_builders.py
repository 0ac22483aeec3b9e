"""Edit builders change what they are asked to change, keep every comment, and leave valid text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.edits.commands import (
    append_command,
    begin_script_with,
    join_by_success,
    join_runs,
    remove_command,
    remove_commands,
    replace_pipeline,
    top_level_commands,
)
from dockwright.edits.flags import add_flag, remove_flag
from dockwright.edits.lines import (
    insert_after,
    insert_before,
    recase,
    remove_instruction,
    replace_instruction,
)
from dockwright.edits.pairs import remove_pair
from dockwright.edits.quoting import docker_string, escape_blanks, json_array, shell_word
from dockwright.edits.stages import drop_stage_name, free_stage_name, is_stage_named, rename_stage
from dockwright.edits.words import (
    insert_words,
    remove_all_words,
    remove_words,
    replace_word,
    substitute,
)
from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import Arg, Env, Run
from dockwright.syntax.dockerfile import parse
from dockwright.syntax.dockerfile.words import expand
from dockwright.text import Source, Span, apply_edits

if TYPE_CHECKING:
    from dockwright.model.dockerfile import Dockerfile


def model_of(text: str) -> Dockerfile:
    return build_model(parse(Source("Dockerfile", text)))


def the_run(model: Dockerfile) -> Run:
    return next(each for each in model.instructions if isinstance(each, Run))


def test_an_instruction_goes_with_its_lines_and_leaves_its_comments() -> None:
    text = "FROM a\nRUN x \\\n  # why\n  && y\nCMD z\n"
    tree = model_of(text).tree
    after = apply_edits(text, remove_instruction(tree, tree.instructions[1]))
    assert after == "FROM a\n# why\nCMD z\n"


def test_the_last_instruction_of_a_file_without_final_newline_takes_its_newline_along() -> None:
    text = "FROM a\r\nRUN x"
    tree = model_of(text).tree
    assert apply_edits(text, remove_instruction(tree, tree.instructions[1])) == "FROM a"


def test_a_replacement_keeps_indent_newlines_and_inner_comments() -> None:
    text = "FROM a\r\n  RUN x \\\r\n# why\r\n    y\r\n"
    tree = model_of(text).tree
    after = apply_edits(text, replace_instruction(tree, tree.instructions[1], ["RUN q", "RUN r"]))
    assert after == "FROM a\r\n  # why\r\n  RUN q\r\n  RUN r\r\n"


def test_what_is_inserted_before_stands_above_the_comments_that_speak_of_the_instruction() -> None:
    text = "FROM a\n\n# about x\nRUN x\n"
    tree = model_of(text).tree
    after = apply_edits(text, insert_before(tree, tree.instructions[1], ["ENV b=c"]))
    assert after == "FROM a\n\nENV b=c\n# about x\nRUN x\n"


def test_what_is_inserted_after_the_last_line_does_not_add_a_final_newline() -> None:
    text = "FROM a"
    tree = model_of(text).tree
    assert apply_edits(text, insert_after(tree, tree.instructions[0], ["RUN x"])) == (
        "FROM a\nRUN x"
    )


def test_what_is_inserted_after_a_heredoc_stands_below_its_end() -> None:
    text = "FROM a\nRUN <<EOF\nx\nEOF\nCMD y\n"
    tree = model_of(text).tree
    after = apply_edits(text, insert_after(tree, tree.instructions[1], ["USER 1"]))
    assert after == "FROM a\nRUN <<EOF\nx\nEOF\nUSER 1\nCMD y\n"


def test_flags_are_added_behind_those_that_are_there_and_taken_out_with_their_blank() -> None:
    text = "FROM a\nCOPY --link b c\n"
    tree = model_of(text).tree
    node = tree.instructions[1]
    assert apply_edits(text, add_flag(node, "--chown=1")) == ("FROM a\nCOPY --link --chown=1 b c\n")
    assert apply_edits(text, remove_flag(tree, node, node.flags[0])) == "FROM a\nCOPY b c\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN pip install -q a", "RUN pip install a"),
        ("RUN pip install \\\n  -q \\\n  a", "RUN pip install \\\n  a"),
        ("RUN pip install a \\\n  -q", "RUN pip install a"),
        ("RUN pip install a \\\n  -q\n", "RUN pip install a\n"),
        ("RUN pip install a \\\n# why\n  -q\nCMD b", "RUN pip install a\n# why\nCMD b"),
        ("RUN pip install a \\\r\n  -q\r\nCMD b", "RUN pip install a\r\nCMD b"),
        ('RUN ["pip", "install", "-q", "a"]', 'RUN ["pip", "install", "a"]'),
        ('RUN ["pip", "install", "a", "-q"]', 'RUN ["pip", "install", "a"]'),
        ("RUN pip install -q a && b", "RUN pip install a && b"),
        ("RUN (pip install -q)", "RUN (pip install)"),
    ],
)
def test_a_word_goes_with_the_line_that_it_leaves_empty(before: str, after: str) -> None:
    text = f"FROM a\n{before}"
    model = model_of(text)
    command = the_run(model).commands[0]
    option = command.option("--quiet", "-q")
    assert option is not None
    edits = remove_words(model.tree, command, option.span)
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN pip install a -q -v b", "RUN pip install a b"),
        ("RUN pip install a \\\n    -q -v \\\n    && b", "RUN pip install a \\\n    && b"),
        ("RUN pip install a \\\n    -q b -v", "RUN pip install a \\\n    b"),
        ("RUN pip install a \\\n  -q \\\n  -v\nCMD b", "RUN pip install a\nCMD b"),
        ("RUN pip install \\\n  -q \\\n  -v \\\n  a", "RUN pip install \\\n  a"),
        ("RUN pip install -q \\\n  -v \\\n  a", "RUN pip install \\\n  a"),
        ("RUN pip install -q \\\n# why\n  -v \\\n  a", "RUN pip install \\\n# why\n  a"),
        ("RUN pip install a \\\n  -q \\\n# why\n  -v\nCMD b", None),
        ('RUN ["pip", "install", "-q", "-v", "a"]', 'RUN ["pip", "install", "a"]'),
        ("RUN sh -c 'pip install -q -v'", None),
    ],
)
def test_words_side_by_side_go_as_one(before: str, after: str | None) -> None:
    text = f"FROM a\n{before}"
    model = model_of(text)
    command = next(each for each in the_run(model).commands if each.program == "pip")
    spans = [word.span for word in command.words if word.value in {"-q", "-v"}]
    edits = remove_all_words(model.tree, command, spans)
    assert (edits and apply_edits(text, edits)) == (after and f"FROM a\n{after}")


def test_words_are_inserted_as_the_form_wants_them() -> None:
    for before, after in (
        ("RUN pip install a", "RUN pip install -q a"),
        ('RUN ["pip", "install", "a"]', 'RUN ["pip", "install", "-q", "a"]'),
    ):
        text = f"FROM a\n{before}\n"
        command = the_run(model_of(text)).commands[0]
        edits = insert_words(command, command.subcommand_words[-1], "-q")
        assert edits is not None
        assert apply_edits(text, edits) == f"FROM a\n{after}\n"


def test_words_within_the_text_of_another_command_are_left_alone() -> None:
    model = model_of("FROM a\nRUN sh -c 'pip install b'\n")
    inner = the_run(model).commands[1]
    assert insert_words(inner, inner.words[0], "-q") is None
    assert replace_word(inner, inner.words[0], "pip3") is None
    assert remove_words(model.tree, inner, inner.words[0].span) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN a", "RUN a && z"),
        ("RUN a || b", "RUN a || b && z"),
        ("RUN a; b", "RUN a; b && z"),
        ("RUN a && \\\n    b", "RUN a && \\\n    b && \\\n    z"),
        ("RUN a \\\n && b", "RUN a \\\n && b \\\n && z"),
        ("RUN a \\\n    b", "RUN a \\\n    b \\\n    && z"),
        ("RUN if a; then b; fi", "RUN if a; then b; fi && z"),
        ("RUN <<EOF\nset -e\n  a\nEOF", "RUN <<EOF\nset -e\n  a\n  z\nEOF"),
        ("RUN <<EOF\na\nb\nEOF", "RUN <<EOF\na\nb && z\nEOF"),
    ],
)
def test_a_command_is_appended_as_the_others_are_laid_out(before: str, after: str) -> None:
    text = f"FROM a\n{before}\n"
    model = model_of(text)
    edits = append_command(model.tree, the_run(model), "z")
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}\n"


@pytest.mark.parametrize(
    "before",
    [
        'RUN ["a"]',
        "RUN a &",
        "RUN a;",
        "RUN a # why",
        "RUN <<EOF\ncat <<X\nX\nEOF",
    ],
)
def test_nothing_is_appended_where_it_would_not_depend_on_the_rest(before: str) -> None:
    model = model_of(f"FROM a\n{before}\n")
    assert append_command(model.tree, the_run(model), "z") is None


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("RUN a && b && c", "b", "RUN a && c"),
        ("RUN a && b", "a", "RUN b"),
        ("RUN a && \\\n  b", "b", "RUN a"),
        ("RUN a; b", "b", "RUN a"),
    ],
)
def test_a_command_goes_with_its_operator(before: str, name: str, after: str) -> None:
    text = f"FROM a\n{before}\n"
    model = model_of(text)
    run = the_run(model)
    top = top_level_commands(run)
    assert top is not None
    edits = remove_command(model.tree, run, next(each for each in top if each.name == name))
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}\n"


@pytest.mark.parametrize("before", ["RUN a || b", "RUN a & b", "RUN a | b", "RUN (a && b)"])
def test_a_command_whose_neighbours_depend_on_it_otherwise_stays(before: str) -> None:
    model = model_of(f"FROM a\n{before}\n")
    run = the_run(model)
    script = run.script
    assert script is not None
    assert remove_command(model.tree, run, script.commands[0]) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN g && a && g && b", "RUN a && b"),
        ("RUN a && g && g", "RUN a"),
        ("RUN g && a \\\n && g \\\n && g", "RUN a"),
        ("RUN g; g; a", "RUN a"),
        ("RUN a && g", "RUN a"),
        ("RUN g && g", ""),
        ("RUN <<EOF\na\ng\nEOF", "RUN <<EOF\na\nEOF"),
    ],
)
def test_several_commands_go_at_once(before: str, after: str) -> None:
    text = f"FROM a\n{before}\n"
    model = model_of(text)
    run = the_run(model)
    top = top_level_commands(run)
    assert top is not None
    edits = remove_commands(model.tree, run, [each for each in top if each.name == "g"])
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}\n".replace("\n\n", "\n")


@pytest.mark.parametrize(
    "before",
    [
        "RUN a",
        "RUN (g)",
        "RUN g || a && g",
        "RUN <<EOF\ng\na\ng\nEOF",
        "RUN a && \\\n# why\n g && g",
        "RUN a && g && \\\n# why\n g && b",
    ],
)
def test_several_commands_stay_where_one_of_them_must(before: str) -> None:
    model = model_of(f"FROM a\n{before}\n")
    run = the_run(model)
    script = run.script
    assert script is not None
    gone = [each for each in script.commands if each.name == "g"]
    assert remove_commands(model.tree, run, gone) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN x && a | b && y", "RUN x && c && d && y"),
        ("RUN x && \\\n    a | \\\n    b", "RUN x && \\\n    c && \\\n    d"),
        ("RUN <<EOF\na | b\ny\nEOF", "RUN <<EOF\nc && d\ny\nEOF"),
    ],
)
def test_other_commands_take_the_place_of_a_pipeline(before: str, after: str) -> None:
    text = f"FROM a\n{before}\n"
    model = model_of(text)
    run = the_run(model)
    top = top_level_commands(run)
    assert top is not None
    last = next(each for each in top if each.name == "b")
    edits = replace_pipeline(model.tree, run, last, ["c", "d"])
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}\n"


@pytest.mark.parametrize(
    "before",
    ["RUN a | b || y", "RUN x || a | b", "RUN (a | b)", "RUN a | \\\n# why\n b", "RUN a | b & y"],
)
def test_a_pipeline_stays_where_its_failure_or_a_comment_counts(before: str) -> None:
    model = model_of(f"FROM a\n{before}\n")
    run = the_run(model)
    script = run.script
    assert script is not None
    last = next(each for each in script.commands if each.name == "b")
    assert replace_pipeline(model.tree, run, last, ["c", "d"]) is None


def test_words_are_quoted_for_the_shell_and_for_json() -> None:
    assert shell_word("a b") == "'a b'"
    assert shell_word("a=1,b") == "a=1,b"
    assert shell_word("it's") == "'it'\"'\"'s'"
    assert json_array(["a", 'b"c']) == '["a", "b\\"c"]'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN a; b", "RUN a && b"),
        ("RUN a;b;  c", "RUN a && b &&  c"),
        ("RUN a ; \\\n  b", "RUN a && \\\n  b"),
        ("RUN x || y; a; b", "RUN x || y; a && b"),
        ("RUN x && a && y; b", "RUN x && a && y && b"),
    ],
)
def test_what_follows_a_command_is_made_to_depend_on_it(before: str, after: str) -> None:
    text = f"FROM a\n{before}\n"
    model = model_of(text)
    run = the_run(model)
    top = top_level_commands(run)
    assert top is not None
    edits = join_by_success(model.tree, run, next(each for each in top if each.name == "a"))
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}\n"


@pytest.mark.parametrize(
    "before",
    ["RUN a && b", "RUN a; \\\n# why\n  b", "RUN a; if b; then c; fi", "RUN <<EOF\na\nb\nEOF"],
)
def test_commands_that_are_not_plainly_listed_are_not_joined(before: str) -> None:
    model = model_of(f"FROM a\n{before}\n")
    run = the_run(model)
    script = run.script
    assert script is not None
    assert join_by_success(model.tree, run, script.commands[0]) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN <<EOF\na\nEOF", "RUN <<EOF\nset -e\na\nEOF"),
        ("RUN <<EOF\n\n  a\nEOF", "RUN <<EOF\n  set -e\n\n  a\nEOF"),
        ("RUN <<-E\n\ta\n\tE", "RUN <<-E\n\tset -e\n\ta\n\tE"),
        ("RUN <<E\n#!/bin/sh\na\nE", "RUN <<E\n#!/bin/sh\nset -e\na\nE"),
    ],
)
def test_a_script_begins_with_a_line_below_its_interpreter(before: str, after: str) -> None:
    text = f"FROM a\n{before}\n"
    model = model_of(text)
    edits = begin_script_with(model.tree, the_run(model), "set -e")
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\n{after}\n"


@pytest.mark.parametrize("before", ["RUN a", "RUN cat <<E\na\nE", "RUN <<E\n#!/bin/sh\nE"])
def test_what_is_no_script_with_commands_gets_no_first_line(before: str) -> None:
    model = model_of(f"FROM a\n{before}\n")
    assert begin_script_with(model.tree, the_run(model), "set -e") is None


STAGES = """\
FROM x AS Build
FROM build AS two
COPY --from=BUILD a b
COPY --from=0 a b
COPY --from=two a b
RUN --mount=from=Build,target=/x --mount=from=two,target=/y a
ONBUILD COPY --from=build c d
"""


def test_a_stage_is_renamed_wherever_its_name_means_it() -> None:
    model = model_of(STAGES)
    edits = rename_stage(model, model.stages[0], "new")
    assert edits is not None
    assert apply_edits(STAGES, edits) == (
        STAGES.replace("FROM x AS Build", "FROM x AS new")
        .replace("FROM build", "FROM new")
        .replace("=BUILD", "=new")
        .replace("from=Build", "from=new")
        .replace("=build", "=new")
    )


def test_a_stage_whose_name_a_variable_holds_is_not_renamed() -> None:
    model = model_of("ARG N=a\nFROM x AS a\nFROM $N\n")
    assert rename_stage(model, model.stages[0], "b") is None
    assert rename_stage(model, model.stages[1], "b") is None


def test_a_name_that_nothing_uses_is_dropped() -> None:
    text = "FROM x AS a\nFROM y\nCOPY --from=0 b c\n"
    model = model_of(text)
    edits = drop_stage_name(model, model.stages[0])
    assert edits is not None
    assert apply_edits(text, edits) == text.replace(" AS a", "")
    assert drop_stage_name(model, model.stages[1]) is None
    used = model_of(STAGES)
    assert is_stage_named(used, used.stages[0])
    assert drop_stage_name(used, used.stages[0]) is None
    divided = model_of("FROM x AS \\\na\n")
    assert drop_stage_name(divided, divided.stages[0]) is None


def test_a_free_name_is_one_that_no_stage_has() -> None:
    model = model_of("FROM x AS a\nFROM x AS a-2\n")
    assert free_stage_name(model, "b") == "b"
    assert free_stage_name(model, "a") == "a-3"


def test_a_keyword_is_recased_unless_a_line_ends_within_it() -> None:
    text = "FROM a\nru\\\nn b\n"
    tree = model_of(text).tree
    assert apply_edits(text, recase(tree, Span(0, 4), upper=False) or ()) == "from" + text[4:]
    assert recase(tree, Span(0, 4), upper=True) == ()
    assert recase(tree, tree.instructions[1].keyword_span, upper=True) is None


@pytest.mark.parametrize("escape", ["\\", "`"])
@pytest.mark.parametrize("text", ["a", "a b", 'a "b" c', "$a ${b}", "c:\\d `e`", "it's", ""])
def test_a_text_in_double_quotes_comes_to_itself(text: str, escape: str) -> None:
    assert expand(docker_string(text, escape), lambda _: None, escape=escape).value == text


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("a", "a"),
        ("a b", '"a b"'),
        ('"a b"', '"a b"'),
        ('"a" b', '"a"\\ b'),
        ("a\\ b c", "a\\ b\\ c"),
        ("'a b' c", "'a b'\\ c"),
        ("'a\\' b", "'a\\'\\ b"),
        ("$A b", '"$A b"'),
        ("", '""'),
        ('a "b', None),
    ],
)
def test_the_blanks_of_an_old_value_are_quoted_or_escaped(value: str, word: str | None) -> None:
    assert escape_blanks(value) == word
    if word is not None:
        one, other = (expand(text, lambda _: "X Y", escape="\\") for text in (value, word))
        assert one.value == other.value


def test_neighbouring_runs_become_one_only_where_nothing_else_is_between() -> None:
    def joined(text: str) -> str | None:
        model = model_of(text)
        runs = [each for each in model.instructions if isinstance(each, Run)]
        edits = join_runs(model.tree, runs)
        return None if edits is None else apply_edits(text, edits)

    assert joined("FROM a\nRUN b\n\n# c\nRUN d\n") == "FROM a\nRUN b \\\n    # c\n    && d\n"
    assert joined("FROM a\nRUN b\nENV c=d\nRUN e\n") is None
    assert joined("FROM a\nRUN b &\nRUN c\n") is None
    assert joined("FROM a\nRUN --network=none b\nRUN c\n") is None
    assert joined("FROM a\nRUN if b; then c; fi\nRUN d\n") is None
    assert joined('FROM a\nRUN ["b"]\nRUN c\n') is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("curl -u a:SECRET b", 'curl -u a:"$(cat x)" b'),
        ('curl -u "a:SECRET" b', 'curl -u "a:$(cat x)" b'),
        ("curl -u 'a:SECRET' b", "curl -u 'a:'\"$(cat x)\"'' b"),
        ('curl -H "it\'s SECRET" b', 'curl -H "it\'s $(cat x)" b'),
        ("curl \\\n  -u a\\'SECRET b", 'curl \\\n  -u a\\\'"$(cat x)" b'),
        ('curl -u "a"SECRET"b" b', 'curl -u "a""$(cat x)""b" b'),
    ],
)
def test_what_takes_the_place_of_a_part_of_a_word_is_quoted_as_its_surroundings(
    before: str, after: str
) -> None:
    text = f"FROM a\nRUN {before}\n"
    model = model_of(text)
    start = text.index("SECRET")
    span = Span(start, start + len("SECRET"))
    word = next(
        word
        for command in the_run(model).commands
        for word in command.words
        if word.span.start <= start < word.span.end
    )
    edits = substitute(model.tree, word, span, "cat x")
    assert edits is not None
    assert apply_edits(text, edits) == f"FROM a\nRUN {after}\n"


@pytest.mark.parametrize("word", ["$(id)SECRET", "`id`SECRET", "$'a\\tSECRET'"])
def test_nothing_takes_the_place_of_a_part_whose_quotes_cannot_be_told(word: str) -> None:
    text = f"FROM a\nRUN curl {word}\n"
    model = model_of(text)
    start = text.index("SECRET")
    last = the_run(model).script
    assert last is not None
    words = [each for command in last.commands for each in command.words]
    found = next(each for each in words if each.span.start <= start < each.span.end)
    assert substitute(model.tree, found, Span(start, start + len("SECRET")), "cat x") is None
    assert substitute(model.tree, found, Span(0, 4), "cat x") is None


def test_a_pair_goes_with_its_line_and_the_last_takes_the_instruction_along() -> None:
    text = "FROM a\nENV b=c \\\n    d=e\nARG f=g\n"
    model = model_of(text)
    env = next(each for each in model.instructions if isinstance(each, Env))
    arg = next(each for each in model.instructions if isinstance(each, Arg))
    spans = [pair.span for pair in env.pairs]
    after = apply_edits(text, remove_pair(model.tree, env.node, spans[1], spans))
    assert after == "FROM a\nENV b=c\nARG f=g\n"
    span = arg.arguments[0].span
    assert apply_edits(text, remove_pair(model.tree, arg.node, span, [span])) == (
        "FROM a\nENV b=c \\\n    d=e\n"
    )
