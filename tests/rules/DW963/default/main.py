import os

from fastapi import FastAPI

KEY = os.getenv("SIGNING_KEY")
app = FastAPI()
