FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc
RUN pip install vllm==0.11.0
CMD ["vllm", "serve", "acme/tagger"]
