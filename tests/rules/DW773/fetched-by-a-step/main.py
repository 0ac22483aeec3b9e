from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("BAAI/bge-small-en-v1.5")
app = FastAPI()
