FROM python:3.13-slim
ENV HF_HOME=/models
WORKDIR /build
COPY --link . .
RUN --mount=type=cache,target=/data/cache mkdir -p /data/cache/x uploads && \
    python -c "load_dataset('a')"
RUN ./configure && make install && cd / && rm -rf /build
RUN (mkdir late || true) && if test -e x; then mkdir maybe; fi
RUN mkdir gone && rm -rf gone
CMD ["gunicorn", "app:app"]
