ARG FLAVOUR=slim-bullseye
FROM python:3.11-${FLAVOUR}
CMD ["python"]
