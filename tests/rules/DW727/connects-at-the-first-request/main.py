import os

import psycopg
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index() -> None:
    psycopg.connect(os.environ["DATABASE"])
