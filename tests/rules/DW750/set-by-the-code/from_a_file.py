import os
from pathlib import Path

for line in Path("settings.env").read_text().splitlines():
    name, _, value = line.partition("=")
    os.environ[name] = value

print(os.environ["QUEUE"])
