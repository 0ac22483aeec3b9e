FROM python:3.13-slim
WORKDIR /build
COPY inference inference
RUN make wheel
RUN pip install inference/*.whl
RUN rm -r /build/inference
COPY --chown=1 a.zip /tmp/
RUN unzip /tmp/a.zip && rm /tmp/a.zip
COPY b.zip /tmp/
RUN unzip /tmp/b.zip && rm -rf /tmp/*
CMD ["python"]
