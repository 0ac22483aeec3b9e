FROM python:3.13-slim AS base
FROM base
RUN true
FROM BASE
