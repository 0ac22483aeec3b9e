FROM python:3.13
RUN pip install --no-deps git+https://git.example/acme/tagger.git
