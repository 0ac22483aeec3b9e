FROM alpine
RUN ["sleep", 5]
