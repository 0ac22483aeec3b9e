FROM python:3.13
RUN pip install git+https://git.example/acme/tool@main
RUN pip install git+https://git.example/acme/tool
