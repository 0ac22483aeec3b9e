FROM python:3.13
RUN export VERSION=$(make install)
RUN export OUT="$(pip install --no-cache-dir flask)"
RUN export PIN=$(touch /srv/a > /srv/b)
COPY setup.sh .
RUN . ./setup.sh
USER 10001
CMD ["python", "-V"]
