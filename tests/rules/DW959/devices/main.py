from fastapi import FastAPI

app = FastAPI()

open("/dev/null", "w")
