FROM alpine:3.24
RUN source /etc/profile && [[ "$A" == b ]] || echo -e "a\tb"
RUN mkdir -p /srv/{models,data}
RUN pushd /srv
RUN cat <<< text
RUN echo ${PATH^^}
RUN cat <(echo a) && echo ${PATH//:/ } ${PATH:0:1}
RUN set -o pipefail && ls | cat
USER 10001
CMD ["ls"]
