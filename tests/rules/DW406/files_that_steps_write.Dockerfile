FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN touch db.sqlite3 && echo 1 > state/last && date > /etc/built
RUN echo x > gone.txt && rm gone.txt
RUN cat missing > perhaps || true
CMD ["python", "app.py"]
