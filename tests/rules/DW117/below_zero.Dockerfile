FROM scratch
EXPOSE -1 -1-80
