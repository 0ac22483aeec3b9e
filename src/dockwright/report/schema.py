"""The JSON Schemas of what the commands write with ``--format json``."""

from __future__ import annotations

from dockwright.report.bases import BASE_SCHEMA_NAME
from dockwright.report.context import CONTEXT_SCHEMA_NAME
from dockwright.report.formats.json import SCHEMA_NAME
from dockwright.report.gpus import GPU_SCHEMA_NAME
from dockwright.report.repaired import SCHEMA_NAME as FIX_SCHEMA_NAME
from dockwright.report.sizes import SIZE_SCHEMA_NAME
from dockwright.rules.base import Family, Status
from dockwright.rules.diagnostic import Applicability, Basis, Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "EXPLAIN_SCHEMA_NAME",
    "KB_SCHEMA_NAME",
    "RULES_SCHEMA_NAME",
    "base_schema",
    "base_schema_text",
    "check_schema",
    "check_schema_text",
    "context_schema",
    "context_schema_text",
    "explain_schema",
    "explain_schema_text",
    "fix_schema",
    "fix_schema_text",
    "gpu_schema",
    "gpu_schema_text",
    "kb_schema",
    "kb_schema_text",
    "rules_schema",
    "rules_schema_text",
    "size_schema",
    "size_schema_text",
]

RULES_SCHEMA_NAME = "dockwright.rules/1"
EXPLAIN_SCHEMA_NAME = "dockwright.explain/1"
KB_SCHEMA_NAME = "dockwright.kb/1"


def check_schema_text() -> str:
    """Return the schema as its file in the documentation has it."""
    return _text_of(check_schema())


def check_schema() -> dict[str, Any]:
    """Return the schema, in the dialect 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright check --format json writes ({SCHEMA_NAME})",
        "description": (
            "Lines and columns count from 1, columns in characters, a byte-order mark not "
            "counted; end_line and end_column are exclusive. "
            "Bytes that are not UTF-8 appear as U+FFFD."
        ),
        **_object(
            schema={"const": SCHEMA_NAME},
            diagnostics={"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
            files={"type": "array", "items": {"$ref": "#/$defs/file"}},
            summary={"$ref": "#/$defs/summary"},
        ),
        "$defs": {
            "diagnostic": _diagnostic(),
            "related": _object(
                path=_text("The file."),
                line=_number("Its line."),
                column=_number("Its column."),
                message=_text("What the place has to do with the finding."),
            ),
            "impact": _object(
                bytes={"type": ["integer", "null"], "description": "Size in bytes."},
                seconds={"type": ["number", "null"], "description": "Time in seconds."},
                basis=_text(
                    "Where the figures come from; `unknown:` and why, where there are none."
                ),
                confidence=_one_of(Basis, "How the figures were reached."),
            ),
            "fix": _object(
                title=_text("What it does."),
                applicability=_one_of(Applicability, "Whether fix applies it without asking."),
                edits={"type": "array", "items": {"$ref": "#/$defs/edit"}},
            ),
            "edit": _object(
                path=_text("The file."),
                **_extent(),
                text=_text("What takes the place of the extent."),
            ),
            "file": _object(
                path=_text("The file."),
                kind={
                    "enum": [
                        "dockerfile",
                        "compose",
                        "bake",
                        "kubernetes",
                        "workflow",
                        "ignorefile",
                        "dependencies",
                        "python",
                    ]
                },
                status={"enum": ["checked", "skipped", "unreadable"]},
            ),
            "summary": _object(
                **{
                    severity.value: _count(f"Findings of severity {severity.value}.")
                    for severity in Severity
                },
                fixable=_count("Findings that fix can repair, some perhaps with --unsafe only."),
            ),
        },
    }


def _diagnostic() -> dict[str, Any]:
    return _object(
        code={"type": "string", "description": "The rule's stable code."},
        name=_text("The rule's name, which states the defect."),
        aliases={
            "type": "array",
            "items": {"type": "string"},
            "description": "Other tools' ids for the same defect.",
        },
        family=_one_of([family.title for family in Family], "What the rule is about."),
        severity=_one_of(Severity, "How much the finding matters."),
        confidence=_one_of(Confidence, "How sure it is."),
        message=_text("The fact, one sentence without a full stop."),
        help=_text("The remedy; may be empty."),
        path=_text("The file, relative to where dockwright ran."),
        **_extent(),
        related={"type": "array", "items": {"$ref": "#/$defs/related"}},
        impact={"anyOf": [{"$ref": "#/$defs/impact"}, {"type": "null"}]},
        fixes={"type": "array", "items": {"$ref": "#/$defs/fix"}},
        url=_text("The rule's page; may be empty."),
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _number(description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "description": description}


def _count(description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "description": description}


def _one_of(values: Any, description: str) -> dict[str, Any]:
    return {
        "enum": [getattr(value, "value", value) for value in values],
        "description": description,
    }


def _extent() -> dict[str, Any]:
    return {
        "line": _number("The first line."),
        "column": _number("The first column."),
        "end_line": _number("The line of the end."),
        "end_column": _number("The column after the last character."),
    }


def fix_schema_text() -> str:
    """Return the schema of ``fix --format json`` as its file in the documentation has it."""
    return _text_of(fix_schema())


def rules_schema_text() -> str:
    """Return the schema of ``rules --format json`` as its file in the documentation has it."""
    return _text_of(rules_schema())


def explain_schema_text() -> str:
    """Return the schema of ``explain --format json`` as its file in the documentation has it."""
    return _text_of(explain_schema())


def rules_schema() -> dict[str, Any]:
    """Return the schema of ``rules --format json``, in the dialect 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright rules --format json writes ({RULES_SCHEMA_NAME})",
        **_object(
            schema={"const": RULES_SCHEMA_NAME},
            rules={"type": "array", "items": _object(**_rule())},
        ),
    }


def explain_schema() -> dict[str, Any]:
    """Return the schema of ``explain --format json``, in the dialect 2020-12."""
    section = _object(
        title=_text("Its heading; empty for what stands before the first."),
        text=_text("Its text, in Markdown."),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright explain --format json writes ({EXPLAIN_SCHEMA_NAME})",
        **_object(
            schema={"const": EXPLAIN_SCHEMA_NAME},
            rules={
                "type": "array",
                "items": _object(**_rule(), sections={"type": "array", "items": section}),
            },
            facts={"type": "array", "items": _fact()},
        ),
    }


def base_schema_text() -> str:
    """Return the schema as its file in the documentation has it."""
    return _text_of(base_schema())


def base_schema() -> dict[str, Any]:
    """Return the schema of ``base --format json``, in the dialect 2020-12."""
    texts = {"type": "array", "items": {"type": "string"}}

    def known(kind: str, words: str) -> dict[str, Any]:
        return {"type": [kind, "null"], "description": f"{words} Null is not known."}

    candidate = _object(
        image=_text("Its name with tag."),
        out={**texts, "description": "Why it cannot serve; empty where it can."},
        drawbacks={**texts, "description": "What it costs to use it."},
        cost=_count("How much the drawbacks count, together."),
        compressed_bytes=known("integer", "Bytes to pull."),
        unpacked_bytes=known("integer", "Bytes on disk."),
        size_confidence=known("string", "How the sizes are known."),
        packages=known("integer", "Packages of its distribution."),
        libc=known("string", "Its C library with version."),
        python=known("string", "Its Python; `none` where it has none."),
        platforms={**texts, "description": "The platforms that it is published for."},
        user=known("string", "The user that it starts as."),
        has_shell=known("boolean", "Whether it has a shell."),
        ends=known("string", "The day on which the first of what it holds is given up."),
        gpu={"type": ["string", "null"], "description": "The GPUs that it is made for."},
        cuda={"type": ["string", "null"], "description": "Its CUDA version."},
        fact=_text("The fact that it rests on."),
        as_of=_text("The fact's day."),
        registry=_text(
            "The digest under which its registry told its bytes to pull and its platforms, or why "
            "it did not; empty where it was not asked."
        ),
    )
    told: dict[str, Any] = {
        "dockerfile": _text("The Dockerfile that they are for; empty without one."),
        "today": _text("The base image that it has; empty where that is not known."),
        "workload": _text("The kind of work."),
        "title": _text("Its name for people."),
        "python": _text("The minor version wanted."),
        "platform": _text("The platform to run on."),
        "gpu": {"type": ["string", "null"], "description": "The GPU needed, if any."},
        "reasons": {**texts, "description": "How the needs were told."},
        "unknown": {**texts, "description": "What could not be told."},
        "candidates": {
            "type": "array",
            "items": candidate,
            "description": "Those that can serve, the best first, then the others by name.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright base --format json writes ({BASE_SCHEMA_NAME})",
        **_object(
            schema={"const": BASE_SCHEMA_NAME},
            **told,
            others={
                "type": "array",
                "items": _object(**told),
                "description": "The same for the other Dockerfiles of the project.",
            },
            passed_over=_count("How many further Dockerfiles were not looked at."),
        ),
    }


def kb_schema_text() -> str:
    """Return the schema as its file in the documentation has it."""
    return _text_of(kb_schema())


def kb_schema() -> dict[str, Any]:
    """Return the schema of ``kb --format json``, in the dialect 2020-12."""
    change = _object(
        id=_text("The fact."),
        fields={
            "type": "array",
            "items": _object(
                field=_text("The field of its value."),
                old={"description": "What it is."},
                new={"description": "What was answered."},
            ),
        },
        source=_text("Where that is from."),
    )
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright kb --format json writes ({KB_SCHEMA_NAME})",
        **_object(
            schema={"const": KB_SCHEMA_NAME},
            action={"enum": ["list", "stale", "update"]},
            before={"type": ["string", "null"], "description": "For stale: the day of the limit."},
            facts={"type": "array", "items": _fact()},
        ),
    }
    # What `update` says stands beside the rest, and is not there for the other actions.
    more = _object(
        changes={"type": "array", "items": change},
        confirmed={"type": "array", "items": {"type": "string"}},
        unknown={"type": "array", "items": _object(id=_text("The fact."), reason=_text("Why."))},
        diff=_text("All that changes in the data files."),
    )
    schema["properties"].update(more["properties"])
    return schema


def _fact() -> dict[str, Any]:
    return _object(
        id=_text("The fact's stable dotted name."),
        value={"description": "Text, number, flag, list or table."},
        applies_to=_text("What it holds for."),
        source=_text("Where it was read."),
        as_of=_text("The day on which it held."),
        confidence=_one_of(Confidence, "How sure it is."),
        note=_text("What else there is to know; may be empty."),
    )


def _rule() -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}}
    return {
        "code": _text("The rule's stable code."),
        "name": _text("The rule's name, which states the defect."),
        "family": _one_of([family.title for family in Family], "What the rule is about."),
        "severity": _one_of(Severity, "How loud its findings are by default."),
        "confidence": _one_of(Confidence, "How sure they are by default."),
        "default": {"type": "boolean", "description": "Whether it is on without being asked for."},
        "status": _one_of(Status, "How settled it is."),
        "since": _text("The version that it came with."),
        "aliases": {**names, "description": "Other tools' ids for the same defect."},
        "facts": {**names, "description": "Facts of the knowledge base that it rests on."},
        "options": {"type": "object", "description": "Its options, with their defaults."},
        "summary": _text("The first sentence of its page."),
    }


def _text_of(schema: dict[str, Any]) -> str:
    import json

    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def fix_schema() -> dict[str, Any]:
    """Return the schema of ``fix --format json``, in the dialect 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright fix --format json writes ({FIX_SCHEMA_NAME})",
        "description": ("Lines count from 1. Bytes that are not UTF-8 appear as U+FFFD."),
        **_object(
            schema={"const": FIX_SCHEMA_NAME},
            files={"type": "array", "items": {"$ref": "#/$defs/file"}},
            not_read={"type": "array", "items": {"$ref": "#/$defs/not_read"}},
            summary=_object(
                applied=_count("Fixes applied."),
                changed_files=_count("Files that change, whether written or not."),
                remaining=_count("Findings that remain."),
                written={
                    "type": "boolean",
                    "description": "Whether this run writes files at all; each says if it was.",
                },
            ),
        ),
        "$defs": {
            "file": _object(
                path=_text("The file, relative to where dockwright ran."),
                changed={"type": "boolean", "description": "Whether anything changes."},
                written={"type": "boolean", "description": "Whether the file was written."},
                passes=_count("Passes that changed something."),
                diff=_text("All that changes, as `patch -p1` takes it; may be empty."),
                others={
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Further files that the fixes change or make.",
                },
                applied={"type": "array", "items": {"$ref": "#/$defs/applied"}},
                remaining={"type": "array", "items": {"$ref": "#/$defs/remaining"}},
                defects={
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "What is wrong with dockwright itself.",
                },
            ),
            "applied": _object(
                code={"type": "string", "description": "The rule's stable code."},
                name=_text("The rule's name."),
                line=_number("The finding's line when it was found: earlier fixes may move it."),
                message=_text("What was found."),
                title=_text("What the fix did."),
                applicability=_one_of(
                    [Applicability.SAFE, Applicability.UNSAFE],
                    "Whether fix applies it without --unsafe.",
                ),
            ),
            "remaining": _object(
                code={"type": "string", "description": "The rule's stable code."},
                severity=_one_of(Severity, "How much the finding matters."),
                name=_text("The rule's name."),
                line=_number("The finding's line in the repaired file."),
                message=_text("What is found."),
                reason=_text("Why it remains."),
            ),
            "not_read": _object(path=_text("The file."), reason=_text("Why it was not read.")),
        },
    }


def context_schema() -> dict[str, Any]:
    """Return the schema of ``context --format json``, in the dialect 2020-12."""
    nothing: dict[str, Any] = {"type": "null"}
    sized = _object(path=_text("Relative to the context."), bytes=_count("How much it is."))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright context --format json writes ({CONTEXT_SCHEMA_NAME})",
        "description": "Names that are not UTF-8 appear with U+FFFD.",
        **_object(
            schema={"const": CONTEXT_SCHEMA_NAME},
            context=_text("What was asked about, as written."),
            kind={"enum": ["directory", "archive", "git", "remote", "stream"]},
            dockerfile={"type": ["string", "null"], "description": "The Dockerfile, if any."},
            ignore_file={"type": ["string", "null"], "description": "The ignore file, if any."},
            reason=_text("Why nothing can be told, or what the kind of context means."),
            sent={
                "anyOf": [
                    nothing,
                    _object(
                        bytes=_count("Bytes of all files sent."),
                        files=_count("Files and links sent."),
                        directories=_count("Directories sent."),
                        left_out=_count("Files and directories that the ignore file keeps out."),
                        is_complete={"type": "boolean", "description": "Whether all was seen."},
                    ),
                ]
            },
            biggest={"type": "array", "items": sized},
            directories={
                "type": "array",
                "items": _object(
                    path=_text("Relative to the context."),
                    bytes=_count("Bytes of all files below."),
                    files=_count("Files below."),
                ),
            },
            unneeded={
                "type": "array",
                "items": _object(
                    kind=_text("What it is, such as history, environment, cache or weights."),
                    path=_text("Relative to the context."),
                    bytes=_count("How much it is."),
                    files=_count("How many files."),
                ),
            },
            secrets={
                "type": "array",
                "items": _object(
                    path=_text("Relative to the context."),
                    line=_number("The line that holds the secret."),
                    what=_text("What it is, in words that show nothing of it."),
                ),
            },
            remedies={
                "type": "array",
                "items": _object(
                    line=_text("A line for the ignore file."),
                    bytes=_count("Bytes that it keeps out."),
                    files=_count("Files that it keeps out."),
                ),
            },
            explained={
                "type": "array",
                "items": _object(
                    path=_text("The path asked about."),
                    exists={"type": "boolean", "description": "Whether it is there."},
                    status={"enum": ["sent", "ignored", "partly", "unknown"]},
                    pattern={"type": ["string", "null"], "description": "What decided."},
                    line={"type": ["integer", "null"], "description": "Its line, from 1."},
                    column={"type": ["integer", "null"], "description": "Its column, from 1."},
                    reason=_text("A sentence."),
                ),
            },
            problems={"type": "array", "items": _text("What could not be looked at.")},
        ),
    }


def context_schema_text() -> str:
    """Return the schema of ``context --format json`` as a file's text."""
    return _text_of(context_schema())


def gpu_schema() -> dict[str, Any]:
    """Return the schema of ``gpu --format json``, in the dialect 2020-12."""
    outcome = {"enum": ["runs", "runs with a caveat", "fails", "cannot tell"]}
    maybe = {"type": ["string", "null"]}
    texts = {"type": "array", "items": {"type": "string"}}
    program = _object(
        name=_text("The package, as requirements write it."),
        place=_text("The file and line that install it; empty for the base image's CUDA."),
        cuda={**maybe, "description": "CUDA that it was built with; null for none or unknown."},
        outcome=outcome,
        rule=_text("The rule of the chain that decides, or the link that breaks."),
        gpu={**maybe, "description": "The GPU that decides."},
        reason=_text("Why."),
        error={**maybe, "description": "The text that the user sees."},
        caveats={**texts, "description": "What else there is to know."},
        mends={**texts, "description": "Changes that make it run, those of the files first."},
        facts={**texts, "description": "Ids of the facts that it rests on."},
    )
    gpu = _object(name=_text("The model."), compute_capability=_text("Such as 8.6."))
    host = _object(
        name=_text("What the machine is called."),
        driver=_text("Version of its driver."),
        gpus={"type": "array", "items": gpu},
        outcome=outcome,
        programs={"type": "array", "items": program},
        problems={**texts, "description": "What could not be read of the machine."},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright gpu --format json writes ({GPU_SCHEMA_NAME})",
        "description": "Names that are not UTF-8 appear with U+FFFD.",
        **_object(
            schema={"const": GPU_SCHEMA_NAME},
            dockerfile=_text("The Dockerfile."),
            base=_text("The base image; empty where it is not known."),
            base_cuda={**maybe, "description": "Its CUDA."},
            outcome=outcome,
            hosts={"type": "array", "items": host},
            remarks={**texts, "description": "What else is wrong with the use of CUDA."},
        ),
    }


def gpu_schema_text() -> str:
    """Return the schema of ``gpu --format json`` as a file's text."""
    return _text_of(gpu_schema())


def size_schema() -> dict[str, Any]:
    """Return the schema of ``size --format json``, in the dialect 2020-12."""
    maybe = {"type": ["integer", "null"], "minimum": 0}
    part = _object(
        name=_text("What it is."),
        bytes={**maybe, "description": "Unpacked bytes; null where not known."},
        compressed_bytes={**maybe, "description": "As it is fetched; null where not known."},
        basis={"type": ["string", "null"], "description": "What the number rests on."},
        reason=_text("Why there is no number, or what it leaves out."),
    )
    whole = {"type": "boolean", "description": "Whether every number is known."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What dockwright size --format json writes ({SIZE_SCHEMA_NAME})",
        "description": "Names that are not UTF-8 appear with U+FFFD.",
        **_object(
            schema={"const": SIZE_SCHEMA_NAME},
            dockerfile=_text("The Dockerfile."),
            platform=_text("What it is built for."),
            bytes=_count("Unpacked bytes that are known."),
            compressed_bytes=_count("Compressed bytes that are known."),
            is_whole=whole,
            instructions={
                "type": "array",
                "items": _object(
                    line=_number("Its line."),
                    stage=_text("Its stage."),
                    text=_text("How it begins."),
                    bytes=_count("Unpacked bytes that are known."),
                    compressed_bytes=_count("Compressed bytes that are known."),
                    is_whole=whole,
                    parts={"type": "array", "items": part},
                ),
            },
            deleted_not_freed={
                "type": "array",
                "items": _object(
                    line=_number("The instruction whose layer holds it."),
                    path=_text("What is deleted."),
                    bytes=_count("How much it is."),
                ),
            },
            problems={"type": "array", "items": _text("What could not be looked at.")},
        ),
    }


def size_schema_text() -> str:
    """Return the schema of ``size --format json`` as a file's text."""
    return _text_of(size_schema())
