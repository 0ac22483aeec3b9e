FROM python:3.13-slim AS gpu
RUN pip install torch
