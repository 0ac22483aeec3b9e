FROM alpine
COPY app.py /a/
