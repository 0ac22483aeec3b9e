FROM python:3.13-slim AS build
RUN pip wheel --wheel-dir=/wheels numpy==2.3.5
FROM python:3.13-slim
# the wheels
COPY --from=build /wheels /wheels
COPY vendor.zip /tmp/
RUN unzip /tmp/vendor.zip -d /opt && ./setup && rm -f /tmp/vendor.zip
RUN pip install --no-cache-dir --no-index --find-links=/wheels numpy==2.3.5 && echo done
RUN rm -rf /wheels
CMD ["python"]
