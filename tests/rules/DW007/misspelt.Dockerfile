FROM debian:13 AS builder
RUN make
FROM debian:13 AS wheels
COPY --from=bulider /out /out
FROM debian:13
COPY --from=wheel /out /out
