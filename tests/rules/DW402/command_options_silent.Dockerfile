FROM python:3.13-slim
ARG NAME
RUN curl -u "$NAME:$WORD" https://files.example/m.bin -o /m.bin
RUN curl -u deploy:changeme https://files.example/m.bin -o /m.bin
RUN curl -u deploy https://files.example/m.bin && curl --user elastic:Str0ngEnough77 http://localhost:9200
RUN wget --password "$(cat /run/secrets/pw)" https://files.example/m.bin
RUN wget --user=anonymous --password=joe@example.com ftp://files.example/m.bin
RUN --mount=type=secret,id=p docker login -u ci --password-stdin registry.example < /run/secrets/p
RUN docker run -p 8000:8000 registry.example/a && mkdir -p K4kO5WRN7alHDu3G
