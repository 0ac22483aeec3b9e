from pathlib import Path

PROMPT = Path(__file__).parent / "prompts" / "system.md"
PROMPT.write_text("You answer.")
print(PROMPT.read_text())
