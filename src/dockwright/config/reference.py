"""The configuration's page and JSON Schema, made from the Option table."""

# One sentence a line, also where that makes long lines.
# ruff: noqa: E501

from __future__ import annotations

from dockwright.config.options import COMMANDS, OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockwright.config.options import Option

__all__ = ["configuration_page", "configuration_schema"]

_INTRODUCTION = """\
# Configuration

<!-- Generated from the Option table by `python -m tools.generate`; do not edit. -->

Settings come from four places; a later one wins over an earlier one:

1. the defaults,
2. one configuration file,
3. environment variables `DOCKWRIGHT_…`,
4. flags on the command line.

## Which file counts

For each file that is checked, dockwright looks in its directory, then in the directories above.
In each it looks for `dockwright.toml`, then `.dockwright.toml`, then a `pyproject.toml` with a table `[tool.dockwright]`.
The first that is found counts, alone: files are not merged.
In `pyproject.toml` the keys below stand in `[tool.dockwright]`, in the other files at the top.

Where none of these is found, the nearest `.hadolint.yaml` or `.hadolint.yml` is read instead.
Its `ignored`, `override`, `failure-threshold`, `no-fail`, `trustedRegistries` and `disable-ignore-pragma` are honoured.
Its `label-schema` and `strict-labels` are read, and no rule of this version looks at labels.
Without `failure-threshold` the threshold is ours (`warning`).

Options marked *per file* may differ between directories of one run.
The others are taken from the configuration that counts for the paths' common directory.
Paths and patterns in a file are relative to that file's directory, those in flags and variables to the current directory.

`--config FILE` (or `DOCKWRIGHT_CONFIG`) reads that file and no other.

## How rules are chosen

`profile` is the set to begin with, `select` replaces it, `extend-select` adds and `ignore` takes away.
Each takes codes (`DW203`), names (`source-before-dependencies`), families (`DW2`, `cache`), prefixes (`DW20`), other tools' ids (`DL3008`, `JSONArgsRecommended`) and `ALL`, in capitals or not.
Of two entries in the same place the more specific decides: `ALL`, then a family, then a prefix, then a rule; of equals, `ignore`.
Flags change what variables chose, and variables what the file chose; a `select` or `profile` in a later place begins anew.

An unknown name is an error, except ids of other tools' rules that dockwright lacks: those have no effect.
Where one is selected a line says so, where one is ignored `-v` does.

## Which files are found

In a directory, files count whose names are `Dockerfile`, `Containerfile`, `Dockerfile.NAME`, `NAME.Dockerfile`, `Dockerfile-NAME` or `Dockerfile_NAME` and their likes, in capitals or not.
Templates (`.j2`, `.tmpl`, `.erb` …) and other text (`.md`, `.orig` …) do not; a file that is named on the command line always counts.
Directories of other people's files are not entered: `.git`, `node_modules`, `vendor`, `third_party`, `site-packages`, virtual environments and tools' caches.
What `.gitignore` files exclude is passed over, inside a Git work tree and outside; `.git/info/exclude` counts too, the user's global excludes do not.
Above the directory that was named, ignore files count up to the top of its work tree.
Symbolic links to directories are not followed.

A file above `max-file-size`, one that holds NUL bytes, a pipe, a socket or a device is not read: one line on standard error says so, and the rest is checked.
Where such a file, or one that does not exist, was named on the command line, the exit status is 2.
So it is where files were found and none could be checked.
[Limits](limits.md) lists what else is too large.

`-` stands for standard input, and `--stdin-filename NAME` says what it is the text of; given without paths it means standard input too.

A stage that `target` asks for and a file does not have is an error: the file is left aside, a line names its stages, and the exit status is 2.

A baseline holds paths from its own folder, so that it serves wherever the program is started.

## Stored results

Results are stored in the user's cache directory (`$XDG_CACHE_HOME/dockwright`, on macOS `~/Library/Caches/dockwright`).
A stored result is used only where the file's bytes, every other file and directory listing that the check read, the settings and the program itself are the same.

## Options
"""

_TYPES = {
    "string": "string",
    "path": "path",
    "choice": "one of the words below",
    "list": "list of strings",
    "pairs": "table of strings",
    "switch": "true or false",
    "integer": "whole number",
    "size": "number of bytes, or a string such as `2MiB`",
    "table": "table",
}
_EXAMPLES = {
    "select": 'select = ["security", "DL3008"]',
    "extend-select": 'extend-select = ["DW9"]',
    "ignore": 'ignore = ["DL3008", "missing-healthcheck"]',
    "profile": 'profile = "strict"',
    "severity": '[severity]\nDL3008 = "info"\nDL3042 = "off"',
    "fail-on": 'fail-on = "error"',
    "per-file-ignores": '[per-file-ignores]\n"tests/**" = ["DW4"]',
    "rules": '[rules.untrusted-registry]\ntrusted-registries = ["registry.example.org"]',
    "build-args": '[build-args]\nPYTHON_VERSION = "3.12"',
    "exclude": 'exclude = ["examples/", "*.old"]',
    "trusted-registries": 'trusted-registries = ["docker.io", "*.example.org"]',
    "label-schema": '[label-schema]\nmaintainer = "email"',
}


def configuration_page() -> str:
    """Return the reference page of every option, as Markdown."""
    parts = [_INTRODUCTION]
    parts += [_option_block(option) for option in OPTIONS]
    return "\n".join(parts)


def _option_block(option: Option) -> str:
    lines = [f"### {option.name}", "", option.help, ""]
    lines.append(f"- Type: {_TYPES[option.kind]}")
    if option.choices:
        what = "Values of the table" if option.kind == "pairs" else "Words"
        lines.append(f"- {what}: {', '.join(f'`{word}`' for word in option.choices)}")
    lines.append(f"- Default: {_default_text(option)}")
    if "flag" in option.places:
        flag = f"`{option.long_flag}`"
        if option.kind != "switch":
            flag = (
                f"`{option.long_flag} {option.metavar or 'WORD'}{'…' if option.takes_more else ''}`"
            )
        short = f", `-{option.short}`" if option.short else ""
        lines.append(f"- Flag: {flag}{short}")
    if "env" in option.places:
        lines.append(f"- Variable: `{option.variable}`")
    if "file" in option.places:
        lines.append(f"- Key: `{option.name}`" + (", per file" if option.per_file else ""))
    commands = [each.name for each in COMMANDS] if "*" in option.commands else option.commands
    lines.append(f"- Commands: {', '.join(f'`{name}`' for name in commands)}")
    if option.name in _EXAMPLES:
        lines += ["", "```toml", _EXAMPLES[option.name], "```"]
    lines.append("")
    return "\n".join(lines)


def _default_text(option: Option) -> str:
    default = option.default
    if default is None:
        return "none"
    if isinstance(default, bool):
        return "`true`" if default else "`false`"
    return f"`{default}`"


def configuration_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``dockwright.toml``, and of ``[tool.dockwright]``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dockwright configuration",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            option.name: _property(option) for option in OPTIONS if "file" in option.places
        },
    }


def _property(option: Option) -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}}
    found: dict[str, Any] = {"description": option.help}
    if isinstance(option.default, (str, int, bool)):
        found["default"] = option.default
    if option.kind in {"string", "path"}:
        found["type"] = "string"
    elif option.kind == "choice":
        found["enum"] = list(option.choices)
    elif option.kind == "list":
        found["anyOf"] = [names, {"type": "string"}]
    elif option.kind == "pairs":
        value: dict[str, Any] = {"type": "string"}
        if option.choices:
            value = {"enum": list(option.choices)}
        found |= {"type": "object", "additionalProperties": value}
    elif option.kind == "switch":
        found["type"] = "boolean"
    elif option.kind == "integer":
        found |= {"type": "integer", "minimum": 0}
    elif option.kind == "size":
        found["anyOf"] = [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": "^[0-9]+ ?([kKmMgG]([iI]?[bB])?|[bB])?$"},
        ]
    elif option.name == "per-file-ignores":
        each = {"anyOf": [names, {"type": "string"}]}
        found |= {"type": "object", "additionalProperties": each}
    else:
        found |= {"type": "object", "additionalProperties": {"type": "object"}}
    return found
