from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    signing_key: str
    level: str = "info"


settings = Settings()
from fastapi import FastAPI

app = FastAPI()
