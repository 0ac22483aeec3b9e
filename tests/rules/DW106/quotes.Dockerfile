FROM python:3.13-slim AS a
WORKDIR "app dir"
FROM python:3.13-slim AS b
WORKDIR "./app/../srv"
FROM python:3.13-slim AS c
ENV X=a
WORKDIR x/$X
FROM jupyter/scipy-notebook AS d
WORKDIR work
FROM x.example/a AS e
WORKDIR work
