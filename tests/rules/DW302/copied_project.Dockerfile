FROM python:3.13-slim
ENV UV_LINK_MODE=copy
COPY . /srv
RUN uv pip install --system /srv
