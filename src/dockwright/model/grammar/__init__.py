"""Which options each program takes: data for `dockwright.model.command`.

That ``-y`` means yes to apt-get is syntax of a command line, so it is written here.
A family's tables are imported when one of its programs is first met.
"""

from __future__ import annotations

from dockwright.model.grammar.base import EMPTY, Grammar, Spec, read_table

__all__ = ["EMPTY", "Grammar", "Spec", "grammar_of", "read_table"]

_FAMILIES = {
    "system": "apt-get apt aptitude apk yum dnf microdnf tdnf zypper pacman dpkg rpm",
    "python": "pip uv uvx poetry pdm pipenv pipx python pypy virtualenv venv easy_install",
    "conda": "conda mamba micromamba pixi",
    "languages": "npm yarn pnpm bun gem bundle go cargo brew composer",
    "posix": """
        curl wget aria2c git tar bsdtar unzip rm rmdir unlink mkdir chown chgrp chmod cp mv ln
        install rsync touch
        useradd groupadd adduser addgroup usermod passwd chpasswd cd pushd export ps find
        """,
}

_family: dict[str, str] = {
    program: family for family, programs in _FAMILIES.items() for program in programs.split()
}
_known: dict[str, Grammar] = {}


def grammar_of(program: str) -> Grammar | None:
    """Return the grammar of a program by its canonical name, or None where we have none."""
    grammar = _known.get(program)
    if grammar is None:
        family = _family.get(program)
        if family is None:
            return None
        if family == "system":
            from dockwright.model.grammar.system import GRAMMARS
        elif family == "python":
            from dockwright.model.grammar.python import GRAMMARS
        elif family == "conda":
            from dockwright.model.grammar.conda import GRAMMARS
        elif family == "languages":
            from dockwright.model.grammar.languages import GRAMMARS
        else:
            from dockwright.model.grammar.posix import GRAMMARS
        _known.update(GRAMMARS)
        grammar = _known[program]
    return grammar
