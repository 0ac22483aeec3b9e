import tomllib
from pathlib import Path

print(tomllib.loads(Path("/etc/shop/defaults.toml").read_text()))
