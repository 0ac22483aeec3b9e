FROM jupyter/scipy-notebook:2023-10-20
