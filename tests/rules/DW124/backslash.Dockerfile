FROM python:3.13-slim
USER 10001
RUN ["python", "-c", "print(1)", "c:\dir"]
