import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/rates")
def rates() -> dict[str, float]:
    return httpx.get("https://rates.example/latest").json()
