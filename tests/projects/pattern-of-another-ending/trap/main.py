from pathlib import Path

for path in Path("/etc/app").glob("*.yml"):
    print(path.read_text())
