FROM python:3.13-slim AS lines
RUN <<END
curl -fsSLO https://example.com/a
echo done
END

FROM python:3.13-slim AS ends
RUN set -e; wget -q https://example.com/a; echo done

FROM python:3.13-slim AS last
RUN echo begin; git --version

FROM python:3.13-slim AS within
RUN bash -c 'git --version; true' && ls

FROM python:3.13-slim
RUN make; true
COPY --from=lines /etc/os-release /srv/a
COPY --from=ends /etc/os-release /srv/b
COPY --from=last /etc/os-release /srv/c
COPY --from=within /etc/os-release /srv/d
USER 10001
CMD ["python", "-V"]
