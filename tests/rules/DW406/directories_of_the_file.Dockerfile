FROM python:3.13-slim
ENV DATA_DIR=/var/lib/hello CUDA_HOME=/usr/local/cuda XDG_STATE_HOME=/state APP_DIR=/usr/share/hello
RUN mkdir -p /var/log/hello /etc/hello /tmp/work "$DATA_DIR" \
    && mkdir /build /moved /opt/linked \
    && rm -rf /build \
    && mv /moved /elsewhere
RUN mkdir /later && touch /later/file
RUN rm -r /later
COPY server.py /srv/
CMD ["python", "/srv/server.py"]
