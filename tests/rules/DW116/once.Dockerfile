FROM python:3.12
RUN echo bookworm && echo bookworm-updates
RUN curl -O https://packages.example/bookworm.asc
