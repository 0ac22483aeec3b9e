"""Where output goes, and whether in colours."""

from __future__ import annotations

import os
import sys

__all__ = ["remark", "show_error", "use_colour", "write_output"]


def use_colour(*, wanted: bool, to_file: bool) -> bool:
    """Tell whether results are written in colours.

    ``--no-color`` goes before ``NO_COLOR`` before ``FORCE_COLOR``, before what is connected.
    """
    if not wanted or to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if sys.stdout is None:  # `>&-` closed it
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def remark(text: str) -> None:
    """Write one line to standard error; control characters in it are shown, not obeyed."""
    line = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    data = f"dockwright: {line}\n"
    try:
        sys.stderr.write(data.encode("utf-8", "backslashreplace").decode("utf-8"))
        sys.stderr.flush()
    except (OSError, UnicodeEncodeError, AttributeError):  # None where `2>&-` closed it
        return


def show_error(message: str, hint: str) -> None:
    """Write an error and its hint."""
    remark(message)
    if hint:
        remark(f"hint: {hint}")


def write_output(text: str | bytes, path: str | None) -> None:
    """Write results to a file, or to standard output; a reader that went away is no fault.

    Bytes are written as they are; text as UTF-8, what that has no form for being escaped.

    Raises:
        EnvironmentFaultError: the file, or standard output, cannot be written.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    if path is not None:
        from dockwright.errors import EnvironmentFaultError

        try:
            with open(path, "wb") as file:  # noqa: PTH123 - importing pathlib is slow
                file.write(data)
        except OSError as error:
            words = os.strerror(error.errno or 0).lower()
            raise EnvironmentFaultError(f"{path} cannot be written: {words}") from None
        return
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(data.decode("utf-8", "backslashreplace"))
        else:
            buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()
    except OSError as error:
        from dockwright.errors import EnvironmentFaultError

        silence_stdout()
        words = os.strerror(error.errno or 0).lower()
        raise EnvironmentFaultError(f"standard output cannot be written: {words}") from None


def silence_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter ends without complaint."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
