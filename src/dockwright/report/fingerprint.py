"""What makes a finding the same finding after lines have moved."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Source

__all__ = ["base_fingerprint", "fingerprints"]


def base_fingerprint(diagnostic: Diagnostic, source: Source | None, path: str | None = None) -> str:
    """Return 32 hexadecimal digits made of rule, path and text, and of nothing that moves.

    The text is what the finding points at, and where that is a single word, also the lines that
    it stands on; white space and continuations in it count as one blank.  Without the source, the
    message takes the text's place.  ``path`` stands for the file where it is not as shown.
    """
    from hashlib import sha256

    at = diagnostic.primary
    parts = (diagnostic.code, at.path if path is None else path, *_texts(diagnostic, source))
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()[:32]


def fingerprints(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]
) -> tuple[str, ...]:
    """Return a fingerprint for each finding, all different.

    Findings that have the same base are numbered in order of place.
    """
    from hashlib import sha256

    found = list(diagnostics)
    bases = [base_fingerprint(each, sources.get(each.primary.path)) for each in found]
    seen: dict[str, int] = {}
    result = [""] * len(found)
    for index in sorted(range(len(found)), key=lambda index: found[index].sort_key):
        base = bases[index]
        number = seen[base] = seen.get(base, -1) + 1
        result[index] = sha256(f"{base}:{number}".encode()).hexdigest()[:32] if number else base
    return tuple(result)


def _texts(diagnostic: Diagnostic, source: Source | None) -> tuple[str, ...]:
    if source is None:
        return ("", diagnostic.message)
    text = source.text
    start, end = diagnostic.primary.span
    words = _words(text[start:end])
    if len(words) > 1:
        return (" ".join(words),)
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = _words(text[first : last if last >= 0 else len(text)])
    return (" ".join(words), " ".join(line))


def _words(text: str) -> list[str]:
    """Return the words of a text; a continuation sign at a line's end is none."""
    return [word for word in text.replace("\ufeff", "").split() if word not in {"\\", "`"}]
