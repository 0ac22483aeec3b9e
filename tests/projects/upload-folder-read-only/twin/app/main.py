from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/note")
def note(text: str) -> dict[str, int]:
    with open("/app/uploads/notes.txt", "a", encoding="utf-8") as file:
        return {"written": file.write(text + "\n")}
