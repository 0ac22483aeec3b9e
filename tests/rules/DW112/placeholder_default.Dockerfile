ARG PYTHON=notset
FROM python:${PYTHON}
