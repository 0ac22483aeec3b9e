FROM python:3.12-alpine
RUN apk add --no-cache gcc musl-dev libffi-dev
USER 10001
CMD ["bash", "-c", "python main.py"]
