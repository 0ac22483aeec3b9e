FROM python:3.13
COPY .env /app/.env
COPY .ssh /root/.ssh
COPY .pypirc /root/.pypirc
RUN sed -i s/x/y/ /root/.pypirc && twine check dist/*
COPY id_rsa /root/.ssh/id_rsa
RUN chmod -R 600 /root/.ssh && git clone git@github.com:a/b /src
COPY credentials /root/.aws/credentials
USER 10001
CMD ["python", "/srv/main.py"]
