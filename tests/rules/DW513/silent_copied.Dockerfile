FROM python:3.12-slim
COPY --from=mwader/static-ffmpeg:7.1 /ffmpeg /usr/local/bin/
RUN pip install ffmpeg-python
