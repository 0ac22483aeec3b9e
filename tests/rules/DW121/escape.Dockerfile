# escape=`
FROM debian:13
RUN make `
USER nobody
