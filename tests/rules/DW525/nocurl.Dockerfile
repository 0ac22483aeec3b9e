FROM python:3.12-slim
RUN curl -fsSL https://example.com/x.tgz -o /tmp/x.tgz && tar xzf /tmp/x.tgz -C /opt && rm /tmp/x.tgz
RUN git clone https://github.com/a/b
USER 10001
CMD ["python", "-V"]
