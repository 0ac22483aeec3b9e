FROM debian:12-slim AS base
USER app
RUN id

FROM base
USER root
USER app
CMD ["id"]
