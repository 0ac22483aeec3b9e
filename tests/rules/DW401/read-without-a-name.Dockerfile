FROM python:3.13-slim
ARG HF_TOKEN
RUN mkdir /srv/model
RUN pip install --no-cache-dir huggingface_hub \
    && hf download acme/model --local-dir /srv/model
CMD ["python", "/srv/main.py"]
