import os

import psycopg
from fastapi import FastAPI
from tenacity import retry


@retry
def connect() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE"])


connection = connect()
app = FastAPI()
