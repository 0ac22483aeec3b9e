import os

from fastapi import FastAPI

KEY = os.environ.get("SIGNING_KEY", "")
app = FastAPI()
