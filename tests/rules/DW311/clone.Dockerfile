FROM python:3.13-slim
WORKDIR /src
RUN git clone https://git.example/apex.git
RUN pip install ./apex
RUN rm -rf apex
