FROM python:3.6-slim-buster
CMD ["python"]
