import os

from fastapi import FastAPI

KEY = os.environ["SHOP_SIGNING_KEY"]
app = FastAPI()


@app.get("/")
def index() -> dict[str, str]:
    return {"status": "ok"}
