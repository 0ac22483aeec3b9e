FROM python:3.13-slim
# when
ARG BUILD_DATE
ARG VCS_REF
LABEL created=$BUILD_DATE revision=$VCS_REF
ENV REVISION=${VCS_REF}
RUN pip install flask
COPY main.py .
RUN ./report
