ARG REGISTRY=docker.io/library
FROM ${REGISTRY}/python:3.9-slim
CMD ["python"]
