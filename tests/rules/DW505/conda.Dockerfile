FROM condaforge/miniforge3:25.3.0-3 AS builder
COPY environment.yml .
RUN mamba env create -p /env -f environment.yml
FROM debian:12-slim
COPY --from=builder /env /opt/env
ENV PATH=/opt/env/bin:$PATH
CMD ["gunicorn", "app:app"]
