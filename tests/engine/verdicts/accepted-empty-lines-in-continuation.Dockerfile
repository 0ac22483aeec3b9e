FROM python:3.11-slim
RUN echo a \

  # comment

  && echo b
