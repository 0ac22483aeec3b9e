import os

from fastapi import FastAPI

KEY = os.environ["SIGNING_KEY"] if "SIGNING_KEY" in os.environ else ""
app = FastAPI()
