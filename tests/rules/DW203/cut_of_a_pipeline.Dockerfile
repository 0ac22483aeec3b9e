FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN curl -fsSL https://deb.example/setup | bash - && pip install -r requirements.txt && python build.py | tee log
