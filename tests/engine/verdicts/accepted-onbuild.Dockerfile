FROM scratch
ONBUILD COPY --from=nothing x y
ONBUILD RUN make
ONBUILD ENV A=${B:?no}
