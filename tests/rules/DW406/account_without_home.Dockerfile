FROM python:3.13-slim
RUN useradd --system --uid 999 svc
WORKDIR /app
COPY app.py ./
CMD ["streamlit", "run", "app.py"]
