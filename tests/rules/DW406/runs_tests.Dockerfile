FROM python:3.13-slim
COPY . /src
CMD ["/src/run_tests.sh"]
