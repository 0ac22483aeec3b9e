FROM gcr.io/distroless/static-debian13 AS small
FROM registry.access.redhat.com/ubi9/python-312-minimal:latest AS service
FROM registry.access.redhat.com/ubi9/python-312-minimal@sha256:24c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0 AS pinned
