FROM python:3.13-slim
FROM --platform=$BUILDPLATFORM python:3.13-slim
FROM --platform=linux/s390x registry.example/a:1
