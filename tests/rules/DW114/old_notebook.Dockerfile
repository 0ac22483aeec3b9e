FROM jupyter/notebook:latest
