import os

import redis
from fastapi import FastAPI

cache = redis.Redis.from_url(os.environ["SHOP_CACHE"])
app = FastAPI()


@app.get("/")
def index() -> dict[str, int]:
    return {"visits": int(cache.incr("visits"))}
