"""Writes where the file made directories."""

import os
import pathlib

for place in (os.environ["DATA_DIR"], "/var/log/hello"):
    (pathlib.Path(place) / "file").write_text("x")
print("written")
