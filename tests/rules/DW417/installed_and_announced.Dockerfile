FROM alpine:3.22
RUN apk add --no-cache openssh-server
EXPOSE 22
CMD ["python3", "-m", "http.server"]
