"""Reads shell scripts into commands, by tree-sitter-bash.

The text is what Docker hands to the shell; ``origin`` maps it to the file.  Plain lists of plain
commands, which most RUNs are, are read without the grammar; a test holds both ways equal.
"""

from __future__ import annotations

from dockwright.syntax.shell.nodes import (
    Assignment,
    Dialect,
    PartKind,
    Redirect,
    ShellProblem,
    ShellScript,
    ShellWord,
    SimpleCommand,
    WordPart,
)
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node, Parser

    from dockwright.text import OriginMap

__all__ = ["MAX_HEREDOCS", "MAX_LENGTH", "TOO_LONG", "TOO_MANY_HEREDOCS", "read_script"]

_MAX_DEPTH = 150
"""Nesting beyond which a script is not followed: deeper ones are not written by people."""

MAX_LENGTH = 1 << 17
"""Characters of a script beyond which it is not read: Linux hands no longer argument to a shell."""

MAX_HEREDOCS = 1000
"""Heredocs in one script beyond which it is not read: the grammar's time grows by their square."""

TOO_LONG = "so long a script is not read"
TOO_MANY_HEREDOCS = "so many heredocs are not read"

_REASONS = {
    Dialect.POWERSHELL: "PowerShell is not read",
    Dialect.CMD: "cmd scripts are not read",
    Dialect.OTHER: "the program that runs this text is no shell that is read",
}

_RESERVED = frozenset(
    {
        *("if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case"),
        *("esac", "in", "function", "select", "time", "coproc", "export", "declare", "local"),
        *("readonly", "typeset", "unset", "unsetenv", "let"),
    }
)
_COMMENT_WORD = re.compile(r"(?<![^ \t\n])`[ \t]*#[^`\n]*`(?![^ \t\n;&|)])")
"""A substitution of a comment alone, written to have a comment in the midst of a command.

It expands to nothing; the grammar takes the comment to go on past the closing mark.
"""

_TOKEN = re.compile(
    r"[A-Za-z0-9_@%+:,./^=-]+(?:\*(?![^ \t;&|]))?|&&|\|\||;|[ \t]+"
    r"|\"[^\"\\$`!\n]*\"(?![^ \t;&|])|'[^'\n]*'(?![^ \t;&|])"
)


def read_script(text: str, origin: OriginMap, dialect: Dialect) -> ShellScript:
    """Read a script; what the grammar cannot read becomes a problem, the rest is read."""
    if not dialect.is_readable:
        return ShellScript(text, dialect, (), reason=_REASONS[dialect])
    if len(text) > MAX_LENGTH:
        return ShellScript(text, dialect, (), reason=TOO_LONG)
    if text.count("<<") > MAX_HEREDOCS:
        return ShellScript(text, dialect, (), reason=TOO_MANY_HEREDOCS)
    plain = _read_plain(text, origin)
    if plain is not None:
        return ShellScript(text, dialect, plain)
    return _read_with_grammar(text, origin, dialect)


def _read_with_grammar(text: str, origin: OriginMap, dialect: Dialect) -> ShellScript:
    return _Reader(text, origin, dialect).read()


def _read_plain(text: str, origin: OriginMap) -> tuple[SimpleCommand, ...] | None:
    """Read a list of commands without expansions, redirections and compound commands.

    Of quotes it takes those around whole words, of globs the ``*`` at a word's end.
    """
    segments: list[tuple[str, list[tuple[str, int, int]]]] = []
    words: list[tuple[str, int, int]] = []
    connector = ""
    at = 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if start != at:
            return None
        at = end
        token = found.group()
        first = token[0]
        if first in " \t":
            continue
        if first in "&|;":
            if not words:
                return None
            segments.append((connector, words))
            connector, words = token, []
            continue
        if not words and (token in _RESERVED or "=" in token or first in "\"'"):
            return None
        if words and first in "\"'" and words[-1][2] == start:
            return None
        words.append((token, start, end))
    if at != len(text):
        return None
    if words:
        segments.append((connector, words))
        connector = ""
    elif connector != ";":
        return None
    commands: list[SimpleCommand] = []
    for number, (before, own) in enumerate(segments):
        after = segments[number + 1][0] if number + 1 < len(segments) else connector
        made = tuple(_plain_word(word, start, end, origin) for word, start, end in own)
        commands.append(
            SimpleCommand(
                made,
                (),
                (),
                origin.span(own[0][1], own[-1][2]),
                connector=before,
                follower=after,
                scope=1,
                pipeline=(number + 1, 0, 1),
            )
        )
    return tuple(commands)


def _plain_word(text: str, start: int, end: int, origin: OriginMap) -> ShellWord:
    span = origin.span(start, end)
    first = text[0]
    if first == '"':
        value = text[1:-1]
        at = origin.span(start + 1, end - 1)
        return ShellWord(text, span, (WordPart(PartKind.LITERAL, value, at, quoted=True),), value)
    if first == "'":
        value = text[1:-1]
        return ShellWord(text, span, (WordPart(PartKind.LITERAL, value, span, quoted=True),), value)
    if text[-1] == "*":
        literal = WordPart(PartKind.LITERAL, text[:-1], origin.span(start, end - 1))
        glob = WordPart(PartKind.GLOB, "*", origin.span(end - 1, end))
        return ShellWord(text, span, (literal, glob), text)
    return ShellWord(text, span, (WordPart(PartKind.LITERAL, text, span),), text)


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


_WORDS = frozenset(
    {
        "word",
        "number",
        "string",
        "raw_string",
        "ansi_c_string",
        "translated_string",
        "concatenation",
        "simple_expansion",
        "expansion",
        "command_substitution",
        "process_substitution",
        "arithmetic_expansion",
        "brace_expression",
        "extglob_pattern",
        "regex",
        "array",
        "variable_name",
        "special_variable_name",
        "subscript",
        "test_operator",
    }
)
_SEPARATORS = {";": ";", "&": "&", "\n": ";", ";;": ";", ";&": ";", ";;&": ";"}
_REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})


def _size_in_bytes(char: str) -> int:
    number = ord(char)
    if number < 0x80 or 0xDC80 <= number <= 0xDCFF:
        return 1  # ASCII, or a byte that is no UTF-8
    if number < 0x800:
        return 2
    return 3 if number < 0x10000 else 4


class _Reader:
    def __init__(self, text: str, origin: OriginMap, dialect: Dialect) -> None:
        self.whole = text
        if "`" in text:
            text = _COMMENT_WORD.sub(lambda found: " " * len(found.group()), text)
        self.text = text
        self.span = origin.span
        self.dialect = dialect
        self.commands: list[SimpleCommand] = []
        self.problems: list[ShellProblem] = []
        self.scopes = 0
        self.pipelines = 0
        self.depth = 0
        self.waiting: list[tuple[Node, WordPart]] = []
        data = text.encode("utf-8", "surrogateescape")
        self.data = data
        self.offsets: list[int] | None = None
        if len(data) != len(text):
            offsets: list[int] = []
            for number, char in enumerate(text):
                offsets.extend([number] * _size_in_bytes(char))
            offsets.append(len(text))
            self.offsets = offsets

    def read(self) -> ShellScript:
        root = _parser().parse(self.data).root_node
        try:
            self.block(root.children, ())
        except RecursionError:
            self.waiting.clear()
            self.problem(root, "commands nested too deep to follow")
        if root.has_error and not self.problems:
            # The grammar puts a missing quote or bracket in by itself, where it likes.
            self.problem(root, "a quote or bracket is not closed")
        return ShellScript(self.whole, self.dialect, tuple(self.commands), tuple(self.problems))

    # Places

    def start(self, node: Node) -> int:
        return node.start_byte if self.offsets is None else self.offsets[node.start_byte]

    def end(self, node: Node) -> int:
        return node.end_byte if self.offsets is None else self.offsets[node.end_byte]

    def raw(self, node: Node) -> str:
        return self.whole[self.start(node) : self.end(node)]

    def node_span(self, node: Node) -> Span:
        if self.offsets is None:
            return self.span(node.start_byte, node.end_byte)
        return self.span(self.start(node), self.end(node))

    def problem(self, node: Node, message: str) -> None:
        self.problems.append(ShellProblem(self.node_span(node), message))

    # Statements

    def block(self, nodes: Sequence[Node], context: tuple[str, ...]) -> None:
        """Read a list of statements with the separators between them."""
        if self.depth >= _MAX_DEPTH:
            if nodes:
                self.problem(nodes[0], "commands nested too deep to follow")
            return
        self.depth += 1
        self.scopes += 1
        scope = self.scopes
        items: list[tuple[Node, str]] = []
        connector = ""
        trailing = ""
        for node in nodes:
            kind = node.type
            if kind in _SEPARATORS:
                connector = trailing = _SEPARATORS[kind]
                continue
            if kind == "comment" or (not node.is_named and kind not in _SEPARATORS):
                continue
            if items and not connector:
                connector = ";"
            self.flatten(node, connector, items)
            connector = trailing = ""
        for number, (node, before) in enumerate(items):
            after = items[number + 1][1] if number + 1 < len(items) else trailing
            self.statement(node, before, after, context, scope)
        self.depth -= 1

    def flatten(self, node: Node, connector: str, items: list[tuple[Node, str]]) -> None:
        """Add a statement, the members of a ``&&`` and ``||`` list one by one."""
        rights: list[tuple[Node, str]] = []
        while node.type == "list" and len(node.children) >= 2:
            children = [child for child in node.children if child.type != "comment"]
            operator = next((child.type for child in children if not child.is_named), ";")
            if len(children) < 3:
                break
            rights.append((children[-1], _SEPARATORS.get(operator, operator)))
            node = children[0]
        items.append((node, connector))
        for right, operator in reversed(rights):
            if right.type == "list":
                self.flatten(right, operator, items)
            else:
                items.append((right, operator))

    def statement(
        self, node: Node, before: str, after: str, context: tuple[str, ...], scope: int
    ) -> None:
        self.pipelines += 1
        self.member(node, before, after, context, scope, (self.pipelines, 0, 1))

    def member(
        self,
        node: Node,
        before: str,
        after: str,
        context: tuple[str, ...],
        scope: int,
        pipeline: tuple[int, int, int],
        redirects: tuple[Redirect, ...] = (),
    ) -> None:
        """Read a statement that may be part of a pipeline."""
        kind = node.type
        if before == "||" and kind not in _PLAIN:
            # What stands in a compound command after || runs only if the left side fails.
            context = (*context, "alternative")
        if kind in _SIMPLE:
            self.simple(node, before, after, context, scope, pipeline, redirects)
        elif kind == "pipeline":
            self.pipeline(node, before, after, context, scope)
        elif kind == "redirected_statement":
            self.redirected(node, before, after, context, scope, pipeline)
        elif kind == "negated_command":
            for child in node.children:
                if child.is_named:
                    self.member(child, before, after, (*context, "negated"), scope, pipeline)
        elif kind == "subshell":
            self.block(node.children[1:-1], (*context, "subshell"))
        elif kind == "compound_statement":
            if node.children and node.children[0].type == "((":
                self.arithmetic(node, before, after, context, scope, pipeline)
            else:
                self.block(node.children[1:-1], (*context, "group"))
        elif kind == "if_statement":
            self.if_statement(node, context)
        elif kind == "while_statement":
            self.loop(node, context)
        elif kind in {"for_statement", "c_style_for_statement"}:
            self.for_statement(node, context)
        elif kind == "case_statement":
            self.case(node, context)
        elif kind == "function_definition":
            body = node.child_by_field_name("body")
            if body is not None:
                self.block((body,), (*context, "function"))
        elif kind == "list":
            items: list[tuple[Node, str]] = []
            self.flatten(node, before, items)
            for number, (item, connector) in enumerate(items):
                follower = items[number + 1][1] if number + 1 < len(items) else after
                self.statement(item, connector, follower, context, scope)
        elif kind == "ERROR":
            self.problem(node, "the shell grammar finds no sense here")
            children = [child for child in node.children if child.is_named]
            if any(child.type in _STATEMENTS for child in children):
                self.block(node.children, context)
            elif children and all(child.type in _PIECES for child in children):
                self.simple(node, before, after, context, scope, pipeline, redirects)
        elif kind in _WORDS:
            self.simple_of_words((node,), before, after, context, scope, pipeline)
        else:
            self.block(node.children, context)

    def pipeline(
        self, node: Node, before: str, after: str, context: tuple[str, ...], scope: int
    ) -> None:
        self.pipelines += 1
        number = self.pipelines
        members: list[tuple[Node, str]] = []
        operator = before
        for child in node.children:
            if child.type in {"|", "|&"}:
                operator = child.type
            elif child.is_named and child.type != "comment":
                members.append((child, operator))
        for at, (member, connector) in enumerate(members):
            follower = members[at + 1][1] if at + 1 < len(members) else after
            place = (number, at, len(members))
            self.member(member, connector, follower, context, scope, place)

    def redirected(
        self,
        node: Node,
        before: str,
        after: str,
        context: tuple[str, ...],
        scope: int,
        pipeline: tuple[int, int, int],
    ) -> None:
        body = node.child_by_field_name("body")
        redirects: list[Redirect] = []
        extra: list[tuple[Node, str]] = []
        words: list[Node] = []
        for child in node.children:
            if child.type in _REDIRECTS:
                self.redirect(child, redirects, extra, words)
        follower = extra[0][1] if extra else after
        if body is None:
            self.emit((), (), tuple(redirects), node, before, follower, context, scope, pipeline)
        elif body.type in {"command", "test_command", "declaration_command", "variable_assignment"}:
            self.simple(
                body, before, follower, context, scope, pipeline, tuple(redirects), node, words
            )
        elif body.type == "list" and not _has_heredoc(node):
            self.list_of_redirected(node, before, after, context, scope)
        elif body.type in {"pipeline", "list"}:
            first = len(self.commands)
            self.member(body, before, follower, context, scope, pipeline)
            self.add_to_last(first, context, redirects, words)
        else:
            self.member(body, before, follower, context, scope, pipeline)
            self.after_words()
        for at, (right, operator) in enumerate(extra):
            later = extra[at + 1][1] if at + 1 < len(extra) else after
            self.statement(right, operator, later, context, scope)

    def list_of_redirected(
        self, node: Node, before: str, after: str, context: tuple[str, ...], scope: int
    ) -> None:
        """Read ``a > x && b > y && …``.

        The grammar puts each redirection around the whole list up to it, which is one level of
        depth for each: they are taken from the outside in, without recursion.
        """
        items: list[tuple[Node, str, list[Node]]] = []
        around: list[Node] = []
        while True:
            if node.type == "redirected_statement":
                body = node.child_by_field_name("body")
                if body is None or body.type != "list" or _has_heredoc(node):
                    break
                around.append(node)
                node = body
                continue
            children = [child for child in node.children if child.type != "comment"]
            if node.type != "list" or len(children) < 3:
                break
            operator = next((child.type for child in children if not child.is_named), ";")
            items.append((children[-1], _SEPARATORS.get(operator, operator), around))
            around = []
            node = children[0]
        items.append((node, before, around))
        items.reverse()
        for number, (item, connector, outer) in enumerate(items):
            follower = items[number + 1][1] if number + 1 < len(items) else after
            first = len(self.commands)
            self.statement(item, connector, follower, context, scope)
            for wrapper in reversed(outer):
                redirects: list[Redirect] = []
                words: list[Node] = []
                for child in wrapper.children:
                    if child.type in _REDIRECTS:
                        self.redirect(child, redirects, [], words)
                self.add_to_last(first, context, redirects, words)

    def add_to_last(
        self,
        first: int,
        context: tuple[str, ...],
        redirects: Sequence[Redirect],
        words: Sequence[Node],
    ) -> None:
        """Give redirections that the grammar puts around a pipeline to its last command."""
        for at in range(len(self.commands) - 1, first - 1, -1):
            command = self.commands[at]
            if command.context == context:
                command.words = (*command.words, *(self.word(word) for word in words))
                command.redirects = (*command.redirects, *redirects)
                for redirect in redirects:
                    if redirect.body is None:
                        command.span = command.span.cover(redirect.span)
                break
        self.after_words(context)

    def redirect(
        self,
        node: Node,
        redirects: list[Redirect],
        extra: list[tuple[Node, str]],
        words: list[Node],
    ) -> None:
        """Read one redirection; heredocs may hold what follows them on their line."""
        descriptor: int | None = None
        operator = ""
        targets: list[Node] = []
        body: str | None = None
        for child in node.children:
            kind = child.type
            if kind == "file_descriptor":
                digits = self.raw(child)
                descriptor = int(digits) if digits.isdecimal() and len(digits) < 6 else None
            elif kind == "heredoc_body":
                body = self.raw(child)
            elif kind in {"heredoc_start", "heredoc_end", "comment"}:
                continue
            elif kind in _REDIRECTS:
                self.redirect(child, redirects, extra, words)
            elif kind == "pipeline":
                extra.append((child, "|"))
            elif kind in {"&&", "||"} or (kind == "|" and operator):
                operator_after = kind
                right = child.next_named_sibling
                if right is not None and right.type != "heredoc_body":
                    extra.append((right, operator_after))
            elif kind == "ERROR":
                self.problem(child, "the shell grammar finds no sense here")
            elif not child.is_named:
                operator = operator or kind
            elif kind in _WORDS:
                targets.append(child)
            elif not any(right == child for right, _ in extra):
                extra.append((child, ";"))
        if node.type == "heredoc_redirect":
            words.extend(targets)
            redirects.append(
                Redirect(operator or "<<", descriptor, None, body or "", self.node_span(node))
            )
            return
        target = self.word(targets[0]) if targets else None
        # The grammar gives a redirection the words that follow it; they are arguments.
        words.extend(targets[1:])
        end = self.end(targets[0]) if targets else self.end(node)
        redirects.append(
            Redirect(operator, descriptor, target, None, self.span(self.start(node), end))
        )

    def if_statement(self, node: Node, context: tuple[str, ...]) -> None:
        condition: list[Node] = []
        then: list[Node] = []
        place = condition
        for child in node.children:
            kind = child.type
            if kind in {"if", "fi", "elif"}:
                continue
            if kind == "then":
                place = then
            elif kind == "elif_clause":
                self.flush_if(condition, then, "if-condition", context)
                condition, then = [], []
                place = condition
                self.clause(child, context)
            elif kind == "else_clause":
                self.flush_if(condition, then, "if-condition", context)
                condition, then = [], []
                place = condition
                self.block(child.children[1:], (*context, "else"))
            else:
                place.append(child)
        self.flush_if(condition, then, "if-condition", context)

    def clause(self, node: Node, context: tuple[str, ...]) -> None:
        condition: list[Node] = []
        then: list[Node] = []
        place = condition
        for child in node.children:
            if child.type == "then":
                place = then
            elif child.type != "elif":
                place.append(child)
        self.flush_if(condition, then, "elif-condition", context)

    def flush_if(
        self, condition: list[Node], then: list[Node], name: str, context: tuple[str, ...]
    ) -> None:
        if condition:
            self.block(condition, (*context, name))
        if then:
            self.block(then, (*context, "then"))

    def loop(self, node: Node, context: tuple[str, ...]) -> None:
        name = "until" if node.children and node.children[0].type == "until" else "while"
        condition = [
            child for child in node.children if child.type not in {"while", "until", "do_group"}
        ]
        self.block(condition, (*context, f"{name}-condition"))
        body = node.child_by_field_name("body")
        if body is not None:
            self.block(self.inside(body), (*context, name))

    def for_statement(self, node: Node, context: tuple[str, ...]) -> None:
        for child in node.children:
            if child.type in _WORDS and child.type != "variable_name":
                self.word(child)
        self.after_words(context)
        body = node.child_by_field_name("body")
        if body is not None:
            self.block(self.inside(body), (*context, "for"))

    def case(self, node: Node, context: tuple[str, ...]) -> None:
        value = node.child_by_field_name("value")
        if value is not None:
            self.word(value)
            self.after_words(context)
        for item in node.children:
            if item.type != "case_item":
                continue
            after = False
            body: list[Node] = []
            for child in item.children:
                if after:
                    body.append(child)
                elif child.type == ")":
                    after = True
            self.block(body, (*context, "case"))

    @staticmethod
    def inside(body: Node) -> list[Node]:
        """Return a body's statements without the words around them."""
        return [child for child in body.children if child.type not in {"do", "done", "{", "}"}]

    def arithmetic(
        self,
        node: Node,
        before: str,
        after: str,
        context: tuple[str, ...],
        scope: int,
        pipeline: tuple[int, int, int],
    ) -> None:
        span = self.node_span(node)
        raw = self.raw(node)
        word = ShellWord(raw, span, (WordPart(PartKind.ARITHMETIC, raw, span),), None)
        self.emit((word,), (), (), node, before, after, context, scope, pipeline)

    # Commands

    def simple(
        self,
        node: Node,
        before: str,
        after: str,
        context: tuple[str, ...],
        scope: int,
        pipeline: tuple[int, int, int],
        redirects: tuple[Redirect, ...] = (),
        whole: Node | None = None,
        late: Sequence[Node] = (),
    ) -> None:
        words: list[ShellWord] = []
        assignments: list[Assignment] = []
        own: list[Redirect] = []
        extra: list[tuple[Node, str]] = []
        more: list[Node] = []
        kind = node.type
        if kind == "variable_assignment":
            assignments.append(self.assignment(node))
        elif kind == "test_command":
            self.test_words(node, words)
        else:
            for child in node.children:
                self.piece(child, words, assignments, own, extra, more)
        if more or late:
            words.extend([self.word(child) for child in (*more, *late)])
        words.sort(key=_span_of)
        self.emit(
            tuple(words),
            tuple(assignments),
            (*own, *redirects),
            whole or node,
            before,
            extra[0][1] if extra else after,
            context,
            scope,
            pipeline,
        )
        for right, operator in extra:
            self.statement(right, operator, after, context, scope)

    def piece(
        self,
        child: Node,
        words: list[ShellWord],
        assignments: list[Assignment],
        redirects: list[Redirect],
        extra: list[tuple[Node, str]],
        more: list[Node],
    ) -> None:
        kind = child.type
        if kind == "command_name":
            words.extend([self.word(inner) for inner in child.children])
            if not child.children:
                words.append(self.word(child))
        elif kind == "variable_assignment":
            assignment = self.assignment(child)
            assignments.append(assignment)
        elif kind in _REDIRECTS:
            self.redirect(child, redirects, extra, more)
        elif kind in _WORDS:
            words.append(self.word(child))
        elif kind == "ERROR":
            self.problem(child, "the shell grammar finds no sense here")
        elif kind == "comment":
            return
        elif kind in {"export", "declare", "local", "readonly", "typeset", "unset", "unsetenv"}:
            words.append(self.literal(child))
        elif kind == "subshell":
            self.block(child.children[1:-1], ("subshell",))
        elif not child.is_named and kind not in _SEPARATORS and kind.strip():
            words.append(self.literal(child))

    def simple_of_words(
        self,
        nodes: Sequence[Node],
        before: str,
        after: str,
        context: tuple[str, ...],
        scope: int,
        pipeline: tuple[int, int, int],
    ) -> None:
        words = tuple(self.word(node) for node in nodes)
        self.emit(words, (), (), nodes[0], before, after, context, scope, pipeline)

    def emit(
        self,
        words: tuple[ShellWord, ...],
        assignments: tuple[Assignment, ...],
        redirects: tuple[Redirect, ...],
        node: Node,
        before: str,
        after: str,
        context: tuple[str, ...],
        scope: int,
        pipeline: tuple[int, int, int],
    ) -> None:
        if any(word.raw.endswith("$") for word in words):
            words = _joined(words)
        start = self.start(node)
        end = self.end(node)
        while end > start and self.text[end - 1] in " \t\n;":
            end -= 1
        span = self.span(start, end)
        if redirects and any(redirect.body is not None for redirect in redirects):
            # A heredoc's body is no part of the command's own place.
            spans = [word.span for word in words]
            spans += [assignment.span for assignment in assignments]
            spans += [redirect.span for redirect in redirects if redirect.body is None]
            if spans:
                span = spans[0]
                for other in spans[1:]:
                    span = span.cover(other)
        self.commands.append(
            SimpleCommand(
                words,
                assignments,
                redirects,
                span,
                connector=before,
                follower=after,
                context=context,
                scope=scope,
                pipeline=pipeline,
            )
        )
        self.after_words(context)

    def after_words(self, context: tuple[str, ...] = ()) -> None:
        """Read the substitutions that the words just read hold."""
        while self.waiting:
            waiting, self.waiting = self.waiting, []
            for node, part in waiting:
                first = len(self.commands)
                problems = len(self.problems)
                self.block(node.children[1:-1], (*context, "substitution"))
                part.script = ShellScript(
                    self.raw(node),
                    self.dialect,
                    tuple(self.commands[first:]),
                    tuple(self.problems[problems:]),
                )

    def test_words(self, node: Node, words: list[ShellWord]) -> None:
        """Take the words of a test one by one, operators among them."""
        stack = [node]
        while stack:
            current = stack.pop()
            if current is not node and current.type in _WORDS:
                words.append(self.word(current))
            elif current.children:
                stack.extend(reversed(current.children))
            elif self.raw(current).strip():
                words.append(self.literal(current))

    def assignment(self, node: Node) -> Assignment:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        appends = any(child.type == "+=" for child in node.children)
        return Assignment(
            "" if name is None else self.raw(name),
            None if value is None else self.word(value),
            self.node_span(node),
            appends,
        )

    # Words

    def literal(self, node: Node) -> ShellWord:
        raw = self.raw(node)
        span = self.node_span(node)
        return ShellWord(raw, span, (WordPart(PartKind.LITERAL, raw, span),), raw)

    def word(self, node: Node) -> ShellWord:
        kind = node.type
        start, end = node.start_byte, node.end_byte
        if self.offsets is not None:
            start, end = self.offsets[start], self.offsets[end]
        raw = self.text[start:end]
        span = self.span(start, end)
        if kind == "word" and not _SPECIAL.search(raw):
            return ShellWord(raw, span, (WordPart(PartKind.LITERAL, raw, span),), raw)
        parts: list[WordPart] = []
        self.parts(node, parts, quoted=False)
        if kind == "concatenation" and "{" in raw and _BRACE.search(raw):
            parts = [WordPart(PartKind.BRACE, raw, span)]
        value: str | None = ""
        for part in parts:
            if part.kind not in _STATIC:
                value = None
                break
        else:
            value = "".join([part.text for part in parts])
        return ShellWord(raw, span, tuple(parts), value)

    def parts(self, node: Node, parts: list[WordPart], *, quoted: bool) -> None:
        kind = node.type
        start, end = self.start(node), self.end(node)
        if kind == "concatenation":
            for child in node.children:
                self.parts(child, parts, quoted=quoted)
        elif kind == "string":
            self.string(node, parts)
        elif kind == "translated_string":
            for child in node.children:
                if child.type == "string":
                    self.string(child, parts)
        elif kind == "raw_string":
            self.add(
                PartKind.LITERAL, self.text[start + 1 : end - 1], start, end, parts, quoted=True
            )
        elif kind == "ansi_c_string":
            text = _ansi(self.text[start + 2 : end - 1])
            self.add(PartKind.LITERAL, text, start, end, parts, quoted=True)
        elif kind in {"simple_expansion", "expansion"}:
            self.expansion(node, parts, quoted=quoted)
        elif kind in {"command_substitution", "process_substitution"}:
            while start < end and self.text[start] in " \t\n":
                start += 1
            part = WordPart(
                PartKind.COMMAND, self.text[start:end], self.span(start, end), quoted=quoted
            )
            parts.append(part)
            self.waiting.append((node, part))
        elif kind == "arithmetic_expansion":
            self.add(PartKind.ARITHMETIC, self.text[start:end], start, end, parts, quoted=quoted)
        elif kind == "brace_expression":
            self.add(PartKind.BRACE, self.text[start:end], start, end, parts, quoted=quoted)
        elif kind == "array":
            self.add(PartKind.BRACE, self.text[start:end], start, end, parts, quoted=quoted)
            for child in node.children:
                if child.type in _WORDS:
                    self.word(child)
        else:
            self.unquoted(start, end, parts)

    def add(
        self,
        kind: PartKind,
        text: str,
        start: int,
        end: int,
        parts: list[WordPart],
        *,
        quoted: bool,
    ) -> None:
        parts.append(WordPart(kind, text, self.span(start, end), quoted=quoted))

    def unquoted(self, start: int, end: int, parts: list[WordPart]) -> None:
        """Take text outside quotes: escapes, globs and a tilde at its begin."""
        text = self.text[start:end]
        if not _SPECIAL.search(text):
            self.add(PartKind.LITERAL, text, start, end, parts, quoted=False)
            return
        for found in _UNQUOTED.finditer(text):
            piece = found.group()
            kind = PartKind.LITERAL
            value = piece
            if found.lastgroup == "glob":
                kind = PartKind.GLOB
            elif found.lastgroup == "tilde" and found.start() == 0 and not parts:
                kind = PartKind.TILDE
            elif "\\" in piece:
                value = _ESCAPE.sub(lambda match: match.group(1).replace("\n", ""), piece)
            self.add(kind, value, start + found.start(), start + found.end(), parts, quoted=False)

    def string(self, node: Node, parts: list[WordPart]) -> None:
        """Take a double-quoted string: what stands between its expansions is literal."""
        at = self.start(node) + 1
        end = self.end(node)
        if end > at and self.text[end - 1] == '"':
            end -= 1
        for child in node.children:
            if child.type not in _EXPANSIONS:
                continue
            start = self.start(child)
            while start < self.end(child) and self.text[start] not in "$`":
                start += 1
            self.quoted(at, start, parts)
            self.parts(child, parts, quoted=True)
            at = self.end(child)
        self.quoted(at, end, parts)
        if end == self.start(node) + 1:
            self.add(PartKind.LITERAL, "", end, end, parts, quoted=True)

    def quoted(self, start: int, end: int, parts: list[WordPart]) -> None:
        if start >= end:
            return
        text = self.text[start:end]
        if "\\" in text:
            text = _QUOTED_ESCAPE.sub(lambda match: match.group(1).replace("\n", ""), text)
        self.add(PartKind.LITERAL, text, start, end, parts, quoted=True)

    def expansion(self, node: Node, parts: list[WordPart], *, quoted: bool) -> None:
        start, end = self.start(node), self.end(node)
        while start < end and self.text[start] != "$":
            start += 1
        raw = self.text[start:end]
        found = _EXPANSION.match(raw)
        name, operator, operand = ("", "", "")
        if found is not None:
            name = found.group("plain") or found.group("name") or ""
            operator = found.group("operator") or ""
            operand = found.group("operand") or ""
        parts.append(
            WordPart(
                PartKind.VARIABLE,
                raw,
                self.span(start, end),
                quoted=quoted,
                name=name,
                operator=operator,
                operand=operand,
            )
        )
        stack = list(node.children)
        while stack:
            child = stack.pop()
            if child.type == "command_substitution":
                part = WordPart(PartKind.COMMAND, self.raw(child), self.node_span(child))
                self.waiting.append((child, part))
            else:
                stack.extend(child.children)


def _span_of(word: ShellWord) -> Span:
    return word.span


def _has_heredoc(node: Node) -> bool:
    return any(child.type == "heredoc_redirect" for child in node.children)


_STATEMENTS = frozenset(
    {
        "command",
        "pipeline",
        "list",
        "redirected_statement",
        "negated_command",
        "subshell",
        "compound_statement",
        "if_statement",
        "while_statement",
        "for_statement",
        "c_style_for_statement",
        "case_statement",
        "function_definition",
        "test_command",
        "declaration_command",
        "unset_command",
        "variable_assignment",
        "variable_assignments",
    }
)
_SIMPLE = frozenset(
    {
        "command",
        "test_command",
        "declaration_command",
        "unset_command",
        "variable_assignment",
        "variable_assignments",
    }
)
_PLAIN = _SIMPLE | {"redirected_statement", "list"}
"""Statements that carry their connector themselves."""
_STATIC = frozenset({PartKind.LITERAL, PartKind.GLOB, PartKind.TILDE})
_PIECES = _WORDS | _REDIRECTS | {"command_name"}
_EXPANSIONS = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"}
)
_NAME_HEAD = re.compile(r"[A-Za-z_]\w*")
_SPECIAL = re.compile(r"[\\*?\[~]")
_UNQUOTED = re.compile(
    r"(?P<glob>\*+|\?|\[[^\]]*\])|(?P<tilde>~[A-Za-z0-9_-]*)|(?:\\.|[^\\*?\[~])+|\\|\[", re.DOTALL
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_QUOTED_ESCAPE = re.compile(r'\\([$`"\\\n])')
_BRACE = re.compile(r"\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}")
_EXPANSION = re.compile(
    r"\$(?:(?P<plain>[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!_-])"
    r"|\{[!#]?(?P<name>[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[[^\]]*\])?"
    r"(?P<operator>:?[-+=?]|##?|%%?|//?|\^\^?|,,?|:)?(?P<operand>.*)\})\Z",
    re.DOTALL,
)
_SIMPLE_ANSI = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
}


def _ansi(text: str) -> str:
    """Return what stands in ``$'…'``, escapes resolved."""
    if "\\" not in text:
        return text

    def resolve(found: re.Match[str]) -> str:
        body = found.group(1)
        if body[0] == "x":
            return chr(int(body[1:], 16))
        if body[0] in "01234567":
            return chr(int(body, 8) & 0xFF)
        return _SIMPLE_ANSI.get(body, body)

    return re.sub(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", resolve, text, flags=re.DOTALL)


def _joined(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...]:
    """Put together what the grammar divides: it reads ``$A/$B/$C`` as ``$A/$`` and ``B/$C``."""
    found: list[ShellWord] = []
    for word in words:
        last = found[-1] if found else None
        if last is None or last.span.end != word.span.start or not (last.parts and word.parts):
            found.append(word)
            continue
        sign, head = last.parts[-1], word.parts[0]
        name = _NAME_HEAD.match(head.text)
        is_divided = sign.text == "$" and sign.kind is head.kind is PartKind.LITERAL
        if not is_divided or head.quoted or name is None:
            found.append(word)
            continue
        middle = head.span.start + name.end()
        span = Span(sign.span.start, middle)
        parts = [*last.parts[:-1], WordPart(PartKind.VARIABLE, f"${name[0]}", span, name=name[0])]
        if name.end() < len(head.text):
            rest = Span(middle, head.span.end)
            parts.append(WordPart(PartKind.LITERAL, head.text[name.end() :], rest))
        parts += word.parts[1:]
        whole = last.span.cover(word.span)
        found[-1] = ShellWord(last.raw + word.raw, whole, tuple(parts), None)
    return tuple(found)
