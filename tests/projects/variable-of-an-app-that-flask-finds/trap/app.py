import os

from flask import Flask

app = Flask(__name__)
app.secret_key = os.environ["SHOP_KEY"]


@app.get("/")
def index() -> str:
    return "shop"
