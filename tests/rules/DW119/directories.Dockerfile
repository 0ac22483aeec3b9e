FROM debian:13
ARG DESTINATION
COPY a.txt b.txt app/
COPY a.txt b.txt .
COPY a.txt b.txt ..
COPY a.txt b.txt "app/"
COPY a.txt b.txt ./app/.
COPY a.txt b.txt $DESTINATION
COPY ["a.txt", "b.txt", "/srv/"]
COPY a.txt app
