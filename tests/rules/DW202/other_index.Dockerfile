FROM python:3.13-slim
RUN pip install --index-url https://download.pytorch.org/whl/cpu torch flask pydantic
