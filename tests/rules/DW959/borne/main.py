from fastapi import FastAPI

app = FastAPI()

try:
    open("/data/x", "w")
except OSError:
    pass
