import os

import psycopg
from fastapi import FastAPI

connection = psycopg.connect(os.environ["DATABASE"])
app = FastAPI()
