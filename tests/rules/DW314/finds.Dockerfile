FROM python:3.13-slim
RUN python -c "from transformers import AutoModel; AutoModel.from_pretrained('acme/tagger')"
RUN useradd -m app
USER app
CMD ["python", "main.py"]
