ARG BASE_IMAGE=quay.io/jupyter/pyspark-notebook
FROM $BASE_IMAGE
ENV R_LIBS_USER="${SPARK_HOME}/R/lib"
