import os
from fastapi import FastAPI

app = FastAPI()


@app.post("/note")
def note(text: str) -> None:
    with open(os.environ["NOTES"], "a") as file:
        file.write(text)
