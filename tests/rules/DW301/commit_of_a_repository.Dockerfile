FROM python:3.13
RUN pip install git+https://git.example/acme/tool@0123456789abcdef0123456789abcdef01234567
