FROM python:3.13-slim
COPY . /srv
RUN pip install /srv
RUN cd /srv && make install
RUN pip install flask
