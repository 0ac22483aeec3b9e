"""Writes what is generated from the rules: the index, their pages, the table of rules.

``python -m tools.generate`` (or ``python tools/generate.py``) writes; with ``--check`` it only
tells whether the tree is up to date, and fails where it is not.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from dockwright.config.reference import (  # noqa: E402 - the path is set above
    configuration_page,
    configuration_schema,
)
from dockwright.report.schema import (  # noqa: E402 - the path is set above
    base_schema_text,
    check_schema_text,
    context_schema_text,
    explain_schema_text,
    fix_schema_text,
    gpu_schema_text,
    kb_schema_text,
    rules_schema_text,
    size_schema_text,
)
from dockwright.rules.base import Rule  # noqa: E402 - the path is set above

RULES = ROOT / "src" / "dockwright" / "rules"
REFERENCE = ROOT / "docs" / "reference"


_KINDS = {
    "bake": "Bake files",
    "compose": "Compose files",
    "dependencies": "dependency files",
    "dockerfile": "Dockerfiles",
    "kubernetes": "Kubernetes manifests",
    "workflow": "CI workflows",
}


def find_rules() -> list[tuple[str, str, Rule[object]]]:
    """Import every rule file; return module, attribute and rule, in order of code.

    Raises:
        SystemExit: a code or a name is used twice, or a rule file holds no rule.
    """
    found: list[tuple[str, str, Rule[object]]] = []
    for file in sorted(RULES.glob("*/*.py")):
        if file.name.startswith("_"):
            continue
        module = f"dockwright.rules.{file.parent.name}.{file.stem}"
        loaded = importlib.import_module(module)
        own = [(name, value) for name, value in vars(loaded).items() if isinstance(value, Rule)]
        if not own:
            raise SystemExit(f"{file.relative_to(ROOT)} holds no rule")
        found.extend((module, name, value) for name, value in own)
    found.sort(key=lambda item: item[2].code)
    for kind in ("code", "name"):
        seen: dict[str, str] = {}
        for module, _, rule in found:
            value = getattr(rule, kind)
            if value in seen:
                raise SystemExit(f"{kind} {value} is used in {seen[value]} and in {module}")
            seen[value] = module
    return found


def summary_of(rule: Rule[object]) -> str:
    """Return the first line of a rule's page."""
    return rule.documentation.split("\n", 1)[0]


def index_of(found: list[tuple[str, str, Rule[object]]]) -> str:
    """Return the index as JSON, one rule a line."""
    lines = [
        json.dumps(
            {
                "code": rule.code,
                "name": rule.name,
                "module": module,
                "attribute": name,
                "on": rule.on.__name__,
                "family": rule.family.title,
                "severity": rule.severity.value,
                "confidence": rule.confidence.value,
                "since": rule.since,
                "status": rule.status.value,
                "default": rule.default,
                "aliases": list(rule.aliases),
                "facts": list(rule.facts),
                "triggers": list(rule.triggers),
                "options": rule.options,
                "summary": summary_of(rule),
                "given": list(rule.given),
                "reported_by": rule.reported_by,
                "needs": rule.needs,
                "kind": rule.kind,
                "has_repair": repair_of(module).is_file(),
            },
            ensure_ascii=False,
        )
        for module, name, rule in found
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def repair_of(module: str) -> Path:
    """Return where the repair of the rule in a module is, if there is one."""
    tail = module.removeprefix("dockwright.rules.").replace(".", "/")
    return ROOT / "src" / "dockwright" / "fixes" / "repairs" / f"{tail}.py"


def page_of(rule: Rule[object]) -> str:
    """Return a rule's page."""
    aliases = ", ".join(f"`{alias}`" for alias in rule.aliases) or "none"
    facts = ", ".join(f"`{fact}`" for fact in rule.facts) or "none"
    options = "".join(
        f"| option `{name}` | default `{json.dumps(value)}` |\n"
        for name, value in rule.options.items()
    )
    return (
        f"# {rule.code} {rule.name}\n\n"
        "| | |\n| --- | --- |\n"
        f"| family | {rule.family.title} ({rule.family.prefix}) |\n"
        f"| looks at | {_KINDS[rule.kind]} |\n"
        f"| severity | {rule.severity.value} |\n"
        f"| confidence | {rule.confidence.value} |\n"
        f"| on by default | {'yes' if rule.default else 'no'} |\n"
        f"| since | {rule.since} ({rule.status.value}) |\n"
        f"| other tools' names | {aliases} |\n"
        f"| rests on facts | {facts} |\n"
        f"{options}\n"
        f"{rule.documentation}\n"
    )


def table_of(found: list[tuple[str, str, Rule[object]]]) -> str:
    """Return the table of all rules."""
    lines = [
        "# Rules\n",
        "Generated from the rules by `python -m tools.generate`.\n",
        "| code | name | severity | default | finds | other tools' names |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines.extend(
        f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity.value} | "
        f"{'on' if rule.default else 'off'} | {summary_of(rule)} | {' '.join(rule.aliases)} |"
        for _, _, rule in found
    )
    return "\n".join(lines) + "\n"


def outputs() -> dict[Path, str]:
    """Return every generated file with its text."""
    found = find_rules()
    files = {RULES / "_index.json": index_of(found)}
    rules = REFERENCE / "rules"
    files[rules / "index.md"] = table_of(found)
    files[REFERENCE / "configuration.md"] = configuration_page()
    files[REFERENCE / "schemas" / "configuration.json"] = (
        json.dumps(configuration_schema(), indent=2) + "\n"
    )
    files[REFERENCE / "schemas" / "check.json"] = check_schema_text()
    files[REFERENCE / "schemas" / "context.json"] = context_schema_text()
    files[REFERENCE / "schemas" / "size.json"] = size_schema_text()
    files[REFERENCE / "schemas" / "gpu.json"] = gpu_schema_text()
    files[REFERENCE / "schemas" / "base.json"] = base_schema_text()
    files[REFERENCE / "schemas" / "kb.json"] = kb_schema_text()
    files[REFERENCE / "schemas" / "fix.json"] = fix_schema_text()
    files[REFERENCE / "schemas" / "rules.json"] = rules_schema_text()
    files[REFERENCE / "schemas" / "explain.json"] = explain_schema_text()
    for _, _, rule in found:
        files[rules / f"{rule.code}.md"] = page_of(rule)
    return files


def main(arguments: list[str] | None = None) -> int:
    """Write or check the generated files; return 1 where a check finds one stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where stale")
    options = parser.parse_args(arguments)
    wanted = outputs()
    stale = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    pages = REFERENCE / "rules"
    stale += [path for path in pages.glob("*.md") if path not in wanted] if pages.is_dir() else []
    for path in stale:
        print(f"stale: {path.relative_to(ROOT)}")
        if options.check:
            continue
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
