FROM alpine:3.22
RUN apk add --no-cache python3 && addgroup -g 3000 app
COPY main.py /opt/main/
CMD ["python3", "/opt/main/main.py"]
