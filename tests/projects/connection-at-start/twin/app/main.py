import os

import psycopg
from fastapi import FastAPI

connection = psycopg.connect(os.environ["SHOP_DATABASE"])
app = FastAPI()


@app.get("/")
def index() -> dict[str, int]:
    (count,) = connection.execute("select count(*) from orders").fetchone()
    return {"orders": count}
