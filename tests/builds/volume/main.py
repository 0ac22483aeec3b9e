"""Writes into the volume."""

import pathlib

pathlib.Path("/data/file").write_text("x")
print(pathlib.Path("/data/file").read_text())
