import os

from fastapi import FastAPI

KEY = os.environ["SIGNING_KEY"]
app = FastAPI()
