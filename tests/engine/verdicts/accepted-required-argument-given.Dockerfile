FROM scratch
ARG A=1
ENV B=${A:?} C="${A?give A}"
