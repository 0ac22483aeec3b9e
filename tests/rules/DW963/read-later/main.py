import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index() -> str:
    return os.environ["SIGNING_KEY"]
