ARG FLAVOUR=slim
FROM python:3.9-${FLAVOUR}
CMD ["python"]
