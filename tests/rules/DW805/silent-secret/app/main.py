from pathlib import Path

PROMPT = Path(__file__).parent / "id_rsa"
print(PROMPT.read_text())
