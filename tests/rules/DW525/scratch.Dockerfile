FROM scratch
RUN ls && curl --version
USER 10001
