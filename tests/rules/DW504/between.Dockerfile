FROM python:3.13-slim
RUN useradd app
# from here on without root
USER app
WORKDIR /srv
COPY . .
RUN apt-get update \
    # for PDFs
    && apt-get install -y poppler-utils
RUN make
CMD ["python", "main.py"]
