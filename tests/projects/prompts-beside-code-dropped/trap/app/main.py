from pathlib import Path

from fastapi import FastAPI

PROMPT = (Path(__file__).parent / "prompts" / "system.md").read_text()
app = FastAPI()


@app.get("/")
def index() -> dict[str, str]:
    return {"prompt": PROMPT}
