FROM python:3.11-slim AS build
RUN pip install --upgrade setuptools
RUN pip install --target=/packages six
FROM python:3.11-slim
COPY --from=build /packages /packages
CMD ["python", "main.py"]
