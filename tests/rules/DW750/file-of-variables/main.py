from dotenv import load_dotenv

load_dotenv()
import os

from fastapi import FastAPI

KEY = os.environ["SIGNING_KEY"]
app = FastAPI()
