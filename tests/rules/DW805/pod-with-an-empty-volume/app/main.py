from pathlib import Path

PROMPT = Path(__file__).parent / "prompts" / "system.md"
print(PROMPT.read_text())
