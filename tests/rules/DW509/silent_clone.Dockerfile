FROM python:3.13
COPY . .
RUN git clone https://example.com/lib.git && cd lib && pip install -e .
