import os
from fastapi import FastAPI

app = FastAPI()

os.makedirs("/data", exist_ok=True)
