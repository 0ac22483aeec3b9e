FROM python:3.12
FROM ghcr.io/a/b:1 AS x
FROM x
FROM scratch
ARG I
FROM $I
FROM registry.example.org/a:1
FROM eu.mirror.example.org:5000/a:1
FROM docker.io/library/python:3.12
