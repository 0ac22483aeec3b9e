FROM python:3.13-slim
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m pip install \
      # the model
      torch==2.9.1 \
      torchvision \
      "transformers>=4.50"
CMD ["python", "main.py"]
