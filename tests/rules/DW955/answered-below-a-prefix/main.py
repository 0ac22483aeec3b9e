from fastapi import FastAPI

app = FastAPI()

from users import router

app.include_router(router, prefix="/v1")
