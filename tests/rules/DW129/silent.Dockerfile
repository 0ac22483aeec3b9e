FROM python:3.13-slim AS kept
ARG BASE=/opt/bin
ENV PATH=/opt/venv/bin:$PATH
ENV PATH="/opt/venv/bin:${PATH}"
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin
ENV PATH=$BASE
ENV PYTHONPATH=/opt/lib MANPATH=/opt/man

FROM scratch AS empty
ENV PATH=/app

FROM gcr.io/distroless/python3-debian12 AS bare
ENV PATH=/app

FROM python:3.13-slim
COPY --from=kept /opt /opt
COPY --from=empty / /e
COPY --from=bare / /b
USER 10001
CMD ["python", "-V"]
