FROM jupyter/base-notebook:notebook-6.5.4
USER 10001
