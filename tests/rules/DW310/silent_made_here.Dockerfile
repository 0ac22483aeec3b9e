FROM python:3.13-slim
COPY buildout /plone/
RUN cd /plone && python bootstrap.py && ./bin/buildout && chown -R www-data:www-data /plone/*
