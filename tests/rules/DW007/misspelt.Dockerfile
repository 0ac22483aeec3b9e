FROM python:3.13 AS builder
RUN make
FROM python:3.13 AS wheels
COPY --from=bulider /out /out
FROM python:3.13
COPY --from=wheel /out /out
