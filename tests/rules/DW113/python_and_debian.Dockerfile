FROM python:3.8-slim-buster
CMD ["python"]
