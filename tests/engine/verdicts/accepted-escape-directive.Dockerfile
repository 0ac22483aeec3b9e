# escape=`
FROM python:3.11-slim
RUN echo a `
  && echo b
ENV A="x`"y"
