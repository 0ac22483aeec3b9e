FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04 AS a
FROM nvidia/cuda:12.2.0-cudnn8-devel-ubuntu22.04 AS b
FROM nvidia/cuda:11.8.0-base-ubuntu22.04
COPY --from=a /x /x
COPY --from=b /x /x
