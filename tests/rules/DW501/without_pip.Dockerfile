FROM python:3.13-slim AS build
RUN pip install --upgrade pip wheel
COPY requirements.txt .
RUN python -m pip install --target=/packages -r requirements.txt && pip3 install --target=/packages six
FROM python:3.13-slim
COPY --from=build /packages /packages
CMD ["python", "main.py"]
