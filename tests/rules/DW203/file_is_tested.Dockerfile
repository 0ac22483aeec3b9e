FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN if [ -f extra.txt ]; then pip install -r extra.txt; fi && pip install -r requirements.txt
