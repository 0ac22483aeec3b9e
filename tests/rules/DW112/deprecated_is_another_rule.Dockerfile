FROM centos:latest AS system
FROM jupyter/scipy-notebook AS notebook
FROM openjdk
COPY --from=system /etc/os-release /opt/os-release
COPY --from=notebook /opt/conda/LICENSE.txt /opt/LICENSE.txt
