FROM debian:13
RUN ["tool", \
    "RUN", "x"]
