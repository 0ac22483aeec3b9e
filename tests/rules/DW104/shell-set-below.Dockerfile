FROM alpine AS a
SHELL ["/bin/bash", "-c"]
FROM a
ENTRYPOINT run
