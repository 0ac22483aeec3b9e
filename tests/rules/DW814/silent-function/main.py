from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()


@app.get("/")
def index() -> list[str]:
    import os

    return os.listdir("static")
