"""The service's application."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
def healthz() -> dict[str, str]:
    """Tell that the service is up."""
    return {"status": "ok"}
