from fastapi import FastAPI

app = FastAPI()


@app.post("/note")
def note(text: str) -> None:
    with open("notes.txt", "a") as file:
        file.write(text)
