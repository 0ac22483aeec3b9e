# Using Docker Hub here, because this image is old and not at the new place
ARG BASE_IMAGE=docker.io/jupyter/base-notebook:notebook-6.5.4
FROM $BASE_IMAGE
