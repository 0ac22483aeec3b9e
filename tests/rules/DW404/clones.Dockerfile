FROM python:3.13
ARG GH
RUN git clone --depth 1 "https://oauth2:glpat-Vq3XkR8sT1mZ5yB7nC2w@gitlab.example/a/b.git" /src && \
    cd /src && git submodule update
RUN git clone https://build:${GH}@github.com/a/b
RUN cd /x && /usr/bin/git clone https://oauth2:glpat-Vq3XkR8sT1mZ5yB7nC2w@gitlab.example/a/b
RUN pip install git+https://oauth2:glpat-Vq3XkR8sT1mZ5yB7nC2w@gitlab.example/a/b "git+https://x:${GH}@github.com/a/c"
RUN git config --global url."https://x:glpat-Vq3XkR8sT1mZ5yB7nC2w@gitlab.example/".insteadOf https://gitlab.example/
USER 10001
CMD ["python", "-V"]
