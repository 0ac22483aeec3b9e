import uvicorn


def main() -> None:
    uvicorn.run("shop.app:app", host="0.0.0.0", port=8000)
