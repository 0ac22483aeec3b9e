import os

import psycopg
from fastapi import FastAPI

connection = psycopg.connect("postgresql://postgres@db/postgres")
app = FastAPI()
