FROM python:3.13
RUN pip install --trusted-host 10.0.0.5 -i http://10.0.0.5:8080/simple tagger==1.2.0
RUN uv pip install --index-url=http://mirror.example/simple --allow-insecure-host mirror.example tagger==1.2.0
