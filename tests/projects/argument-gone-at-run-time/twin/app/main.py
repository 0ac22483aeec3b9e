import os

from fastapi import FastAPI

REGION = os.environ["SHOP_REGION"]
app = FastAPI(title=REGION)


@app.get("/")
def index() -> dict[str, str]:
    return {"status": "ok"}
