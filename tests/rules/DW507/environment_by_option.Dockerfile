FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip python3-venv && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv --without-pip /opt/venv && python3 -m venv /opt/other \
 && pip --python /opt/venv/bin/python install --no-cache-dir flask==3.1.0 \
 && pip --python /opt/other install --no-cache-dir flask==3.1.0
ENV PATH=/opt/venv/bin:$PATH
USER 10001
CMD ["python", "-m", "flask"]
