from pathlib import Path

PROMPT = Path(__file__).parent / "prompts" / "system.md"
FURTHER = Path(__file__).parent / "prompts" / "further.md"
if PROMPT.exists():
    print(PROMPT.read_text())
try:
    print(FURTHER.read_text())
except OSError:
    print("none")
