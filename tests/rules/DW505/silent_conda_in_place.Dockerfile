FROM condaforge/miniforge3:25.3.0-3 AS builder
RUN conda create -y -p /env python=3.11 gunicorn && conda create -y -n other flask
FROM debian:12-slim
COPY --from=builder /env /env
COPY --from=builder /opt/conda/envs/other /opt/other
ENV PATH=/env/bin:$PATH
CMD ["gunicorn", "app:app"]
