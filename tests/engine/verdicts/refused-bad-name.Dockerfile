FROM scratch
ENV A=${.}
