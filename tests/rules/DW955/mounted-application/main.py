from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    return {}


app.mount("/metrics", make_asgi_app())
