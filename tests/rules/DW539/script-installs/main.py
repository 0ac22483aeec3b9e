from fastapi import FastAPI

from rates import latest

app = FastAPI()
app.get("/")(latest)
