FROM python:3.13-slim
WORKDIR /app
# Each is made for the program, whatever it is called; what goes again is nobody's.
RUN mkdir -p /models/hub /output && mkdir /build \
    && cd /build && python -m compileall -q . \
    && cd / && rm -rf build
RUN cd /srv && mkdir uploads
RUN mkdir -p /opt/tool /usr/share/tool /etc/tool
COPY app.py .
CMD ["python", "app.py"]
