FROM quay.io/jupyter/scipy-notebook:2025-01-06 AS a
FROM condaforge/miniforge3:25.3.0-3 AS b
COPY --from=a /x /x
FROM eclipse-temurin:21-jre
COPY --from=b /x /x
