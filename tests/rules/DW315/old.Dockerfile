FROM python:3.4
RUN pip install mkdocs
CMD ["mkdocs", "serve"]
