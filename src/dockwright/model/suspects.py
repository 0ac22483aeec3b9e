"""Which files are opened to look for secrets: those whose names suggest one."""

from __future__ import annotations

from dockwright.text import regex as re

__all__ = ["is_suspect"]

_SUSPECT = re.compile(
    r"^(?:\.env|id_|[._]netrc$|\.(?:pypirc|npmrc|git-credentials|pgpass|dockercfg|boto)$)"
    r"|\.(?:pem|key|ppk|env)$|secret|credential|token|passw|api_?key|kubeconfig"
    r"|(?:key|account)[^/]*\.json$|[_-](?:key|rsa|dsa|ecdsa|ed25519)$",
    re.IGNORECASE,
)
"""Names of files that are opened to look for secrets."""
_CODE = frozenset(
    ".c .cc .cpp .css .go .h .html .ipynb .java .js .jsx .kt .md .php .py .pyi .rb .rs .rst .scss"  # noqa: SIM905
    " .sh .svg .swift .ts .tsx .vue".split()
)
"""Code and prose, which an ignore file is not to keep out: a secret in them is another matter."""


def is_suspect(name: str) -> bool:
    """Tell whether a file's name suggests a secret in it, and it is neither code nor prose."""
    return bool(_SUSPECT.search(name)) and name[name.rfind(".") :].lower() not in _CODE
