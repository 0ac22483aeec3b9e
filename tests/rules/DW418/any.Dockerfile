FROM python:3.12
FROM ghcr.io/a/b:1
