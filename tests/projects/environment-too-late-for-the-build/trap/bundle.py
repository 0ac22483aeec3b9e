import argparse
import json
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--language", required=True)
parser.add_argument("--output", type=Path, required=True)
given = parser.parse_args()
given.output.mkdir()
texts = json.loads(Path("texts.json").read_text())
(given.output / "index.html").write_text(texts[given.language])
