"""Builders of edits that know the syntax they change.

They return tuples of ``Edit`` for one file, and never lose a comment.  Where a change cannot be
written without guessing, they return None, and the caller refuses with a reason of its own.

- ``lines``: whole instructions: remove, replace, insert before and after, move.
- ``flags``: flags of an instruction.
- ``pairs``: pairs of ARG, ENV and LABEL.
- ``words``: words of a shell command or of a JSON form.
- ``commands``: commands of a RUN: append, remove, replace.
- ``ignorefile``: lines of an ignore file.
- ``pairs``: pairs of ENV, ARG and LABEL.
- ``paths``: a path wherever instructions name it.
- ``quoting``: shell words and JSON arrays as text.
"""
