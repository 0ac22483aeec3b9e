FROM python:3.12
FROM nvidia/cuda:12.4.1-base-ubuntu22.04
FROM index.docker.io/a/b:1
