FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN pip install -r requirements/prod.txt -c constraints.txt && pip install gunicorn
