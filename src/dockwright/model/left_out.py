"""Files that COPY would bring into an image, did the ignore file not leave them out.

The image is looked at twice, with the ignore file and without.
"""

from __future__ import annotations

import os.path
import posixpath

from dockwright.model.code.image import ImageFiles
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.stage import Stage
    from dockwright.model.text import Text

__all__ = ["ImageWithout", "LeftOut", "covers"]


class LeftOut(NamedTuple):
    """A file that the ignore file keeps out of an image.

    Attributes:
        source: the word of COPY or ADD that would bring it.
        path: relative to the context's root.
        pattern: the pattern that leaves it out.
    """

    source: Text
    path: str
    pattern: IgnorePattern


class ImageWithout:
    """The files of an image that come from the context, and those that the ignore file drops.

    Attributes:
        stage: the stage that becomes the image.
        context: the build context, with the ignore file that applies.
        real: the image's files.
        bare: those that it would have without an ignore file.
    """

    def __init__(
        self, stage: Stage, context: BuildContext, kb: KnowledgeBase, before: Run | None = None
    ) -> None:
        """Take a stage, up to the instruction ``before`` where one is given."""
        self.stage = stage
        self.context = context
        self.before = before
        # What services bind is there to develop with: the image is to run without it.
        self.real = ImageFiles(stage, context, kb, before, base_may_hold=False, sees_binds=False)
        self.bare = ImageFiles(
            stage, context.with_ignore(""), kb, before, base_may_hold=False, sees_binds=False
        )

    def left_out(self, path: str, reader: Command | None = None) -> LeftOut | None:
        """Return the file that would lie at an absolute path of the image, if it is dropped.

        None where the image has it, where nothing would bring it, and where that cannot be told.

        Args:
            path: the absolute path.
            reader: a command that names the file and only reads it.
        """
        meant = self.bare.locate(path)
        if not isinstance(meant, str):
            return None
        source = self.bare.source.get(meant)
        if source is None or self.real.locate(path) is not None or self._is_made(path, reader):
            return None
        relative = os.path.relpath(meant, self.context.root)
        ignored, pattern = self.context.is_ignored(relative)
        if not ignored or pattern is None or pattern.span is None:
            return None
        return LeftOut(source, relative, pattern)

    def _is_made(self, path: str, reader: Command | None) -> bool:
        """Tell whether a RUN names the file, which it may write, or a mount covers it."""
        name = posixpath.basename(path)
        read = None if reader is None else reader.own_span
        for stage in self.stage.lineage:
            for instruction in stage.layers():
                if not isinstance(instruction, Run):
                    continue
                if instruction is self.before and covers(instruction, [path]):
                    return False  # what a bind mount of the context holds, no command has made
                text, span = stage.dockerfile.source.text, instruction.span
                parts = [text[span.start : span.end]]
                if read is not None and span.start <= read.start < span.end:
                    parts = [text[span.start : read.start], text[read.end : span.end]]
                if any(name in part for part in parts):
                    return True
        return False


def covers(run: Run, paths: Iterable[str]) -> bool:
    """Tell whether a mount of a RUN lies over one of the paths, or may."""
    for use in run.mounts:
        mount = use.mount
        if isinstance(mount, Unknown):
            return True
        target = run.state.resolve(mount.target) if mount.target else Unknown("no target")
        if isinstance(target, Unknown):
            return True
        top = target.rstrip("/") + "/"
        if any(path == target or path.startswith(top) for path in paths):
            return True
    return False
