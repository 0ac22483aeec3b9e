FROM ubuntu
RUN ["apt", "install", "-y", "curl"]
