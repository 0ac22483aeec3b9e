FROM python:3.13-slim AS build
ENV PATH=/root/.local/bin:$PATH
RUN pip install --user gunicorn==23.0.0
FROM python:3.13-slim
COPY --from=build /root/.local/bin /home/app/.local/bin
COPY --from=build /root/.local/lib /home/app/.local/lib
ENV PATH="/home/app/.local/bin:$PATH"
USER 10001
CMD ["gunicorn", "app:app"]
