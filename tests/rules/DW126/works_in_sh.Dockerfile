FROM python:3.13 AS braces
RUN curl -fsSLO "https://example.com/a" && curl -fsSLO https://example.com/part{1,2}.bin
RUN ls | grep -E ^[0-9]{1,3}$ || true
RUN sed -E -i s/a{2,3}/b/ /etc/hosts && npx eslint src/**/*.{js,ts}
RUN echo {"a":1,"b":2} > /srv/a.json
RUN /bin/echo -e "a\nb" && /usr/bin/test a == a
USER 10001
CMD ["python", "-V"]

FROM debian:13-slim AS asked
RUN if [ -n "$BASH_VERSION" ]; then shopt -s globstar; fi; ls
RUN (set -o pipefail) 2>/dev/null && set -o pipefail; ls
RUN source /x 2>/dev/null || . /etc/profile
USER 10001

FROM debian:forky-slim AS newer
RUN set -o pipefail; ls | sort > /srv/a
USER 10001

FROM debian:13-slim AS replaced
COPY --from=bash:5 /usr/local/bin/bash /bin/sh
RUN source /etc/profile
USER 10001

FROM debian:13-slim AS triggers
ONBUILD SHELL ["/bin/bash", "-c"]

FROM triggers
RUN source /etc/profile
USER 10001
