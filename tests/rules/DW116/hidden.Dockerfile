ARG TAG
FROM python:${TAG}
RUN echo bookworm
