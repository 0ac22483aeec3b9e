FROM python:3.13-slim
ARG UID=2000
RUN useradd --uid $UID app && usermod -u 3000 app
USER app
CMD ["python", "-V"]
