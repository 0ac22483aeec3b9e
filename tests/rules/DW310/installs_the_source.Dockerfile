FROM python:3.13-slim
RUN useradd app
COPY . /srv/app
RUN pip install --no-cache-dir /srv/app
RUN chown -R app /srv/app
USER app
CMD ["python"]
