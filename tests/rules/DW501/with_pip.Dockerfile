FROM python:3.13-slim AS build
RUN pip install --target=/packages six
FROM python:3.13-slim
COPY --from=build /packages /packages
RUN pip check
CMD ["python", "main.py"]
