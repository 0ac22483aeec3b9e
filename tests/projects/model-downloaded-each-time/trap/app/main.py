from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("BAAI/bge-small-en-v1.5")
app = FastAPI()


@app.get("/")
def embed(text: str) -> list[float]:
    return model.encode(text).tolist()
