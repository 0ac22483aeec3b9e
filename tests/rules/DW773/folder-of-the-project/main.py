from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("./weights")
app = FastAPI()
