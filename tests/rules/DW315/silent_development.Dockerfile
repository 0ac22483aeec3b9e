FROM python:3.13 AS test
CMD ["pytest"]
