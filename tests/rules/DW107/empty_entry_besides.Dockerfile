FROM python:3.13-slim AS one
WORKDIR /app
ENV PYTHONPATH=/app/:/lib/own:$PYTHONPATH
RUN python -m compileall .
FROM python:3.13-slim AS two
WORKDIR /app
ENV PYTHONPATH="$PYTHONPATH:/app"
RUN cd /srv && python -m compileall .
FROM python:3.13-slim AS three
ENV PYTHONPATH=/app:$PYTHONPATH
RUN python -m compileall /app
WORKDIR /app
FROM one AS four
WORKDIR /srv
FROM python:3.13-slim AS five
WORKDIR /app
ENV LD_LIBRARY_PATH=/app:$LD_LIBRARY_PATH
FROM python:3.13-slim
COPY --from=one /app /one
COPY --from=two /app /two
COPY --from=three /app /three
COPY --from=four /app /four
COPY --from=five /app /five
WORKDIR /app
ENV PYTHONPATH=$PYTHONPATH:/app
USER 10001
CMD ["python", "main.py"]
