FROM python:3.13-slim
WORKDIR /app
# the program
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
RUN pip install --no-cache-dir gunicorn==23.0.0
# serves
RUN pip install --no-cache-dir uvicorn==0.34.0 \
    && pip cache purge
RUN pip install --no-cache-dir .
RUN pip install --no-cache-dir httpx==0.28.0
USER 10001
CMD ["python", "app.py"]
