FROM node:24-trixie-slim AS a
RUN echo trixie
FROM team/python:3.11
RUN echo bookworm
COPY --from=a /x /x
