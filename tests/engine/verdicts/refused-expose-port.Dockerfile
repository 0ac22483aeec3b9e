FROM scratch
EXPOSE 80x
