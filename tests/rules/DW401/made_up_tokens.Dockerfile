FROM python:3.13-slim
ENV GITHUB_TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789
ENV HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyzABCDEFGH
ENV API_KEY=12345678
ENV SECRET_KEY=abcdefgh12345678
ENV OPENAI_API_KEY=sk-your-key-here-xxxxxxxxxxxxxxxxxxxx
CMD ["python"]
