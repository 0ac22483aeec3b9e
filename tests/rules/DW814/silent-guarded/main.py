from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()
import os

if os.path.isdir("static"):
    app.mount("/static", StaticFiles(directory="static"), name="static")
