from pathlib import Path

ROOT = Path("/srv")
from fastapi import FastAPI

app = FastAPI()


@app.post("/note")
def note(text: str) -> None:
    with open(ROOT / "notes" / "a.txt", "a") as file:
        file.write(text)
