from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index() -> dict[str, str]:
    return {"status": "ok"}


def queue() -> None:
    """Work that is done by the worker."""
