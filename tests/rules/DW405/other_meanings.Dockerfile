FROM debian:13-slim
RUN tar -k -xf a.tar && echo curl -k && make -k
RUN echo "deb [signed-by=/etc/apt/keyrings/a.gpg] https://repo.example/apt stable main" > /etc/apt/sources.list.d/a.list
