FROM python:3.13-slim
ARG LOWEST=1.0
RUN pip install --no-cache-dir tokenizers>=0.7 \
    requests && pip install --no-cache-dir kserve[storage]>=0.11.0,<1
RUN python3 -m pip install --no-cache-dir "boto3" flask<3 numpy>1.0
RUN pip install --no-cache-dir torch>=$LOWEST
RUN <<END
uv pip install --no-cache attrs>=2
END
USER 10001
CMD ["python", "-V"]
