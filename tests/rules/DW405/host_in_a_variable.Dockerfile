ARG MIRROR=mirrors.example.org
FROM python:3.13-slim
ARG MIRROR
ARG OTHER
ARG INDEX=https://mirrors.example.org/simple
ENV PLAIN=http://plain.example.org/simple
RUN pip install --no-cache-dir six==1.17.0 --trusted-host ${MIRROR} --index-url $INDEX
RUN pip install --no-cache-dir six==1.17.0 --trusted-host "$OTHER" --index-url $INDEX
RUN pip install --no-cache-dir six==1.17.0 --trusted-host $MIRROR --index-url ${PLAIN}
RUN MIRROR=$(cat /etc/mirror) && pip install --no-cache-dir six==1.17.0 --trusted-host ${MIRROR}
USER 10001
CMD ["python", "-c", "import six"]
