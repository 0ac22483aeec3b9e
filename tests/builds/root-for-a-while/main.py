"""Writes where programs write."""

import os
import pathlib
import tempfile

for place in ("out", os.path.expanduser("~/.cache/tool"), tempfile.mkdtemp()):
    folder = pathlib.Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "file").write_text("x")
print("written")
