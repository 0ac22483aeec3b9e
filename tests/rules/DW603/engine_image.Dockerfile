FROM docker:28-dind
RUN apk add nvidia-container-toolkit
