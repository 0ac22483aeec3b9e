FROM nvcr.io/nvidia/pytorch:21.12-py3 AS old
FROM nvcr.io/nvidia/tensorflow:20.06-tf1-py3 AS older
FROM nvcr.io/nvidia/pytorch:20.12-py3 AS between
FROM nvcr.io/nvidia/pytorch:25.04-py3
COPY --from=old /a /a
COPY --from=older /b /b
COPY --from=between /c /c
