import json
from pathlib import Path

print(json.loads(Path("data/rates.json").read_text()))
