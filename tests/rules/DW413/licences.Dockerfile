FROM debian:13-slim
ADD https://raw.example/project/master/third-party/THIRD-PARTY-PROGRAMS.txt /licenses/
ADD https://raw.example/project/master/LICENSE /usr/share/doc/project/
