from pathlib import Path

HERE = Path(__file__).parent
LABELS = (HERE / "data" / "labels.txt").read_text()
print(LABELS)
