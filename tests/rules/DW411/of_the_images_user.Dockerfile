FROM python:3.13-slim
RUN mkdir -p /data /logs && \
    chmod 777 /data /logs && \
    chmod -R a+rwX "$HOME/x"
COPY --chmod=0777 run.sh /srv/
COPY --chmod=777 --chown=10001 data /srv/data
RUN chmod o+w /usr/share/fonts
RUN if true; then chmod 777 /late; fi
RUN chmod 777 /usr/local/bin/start.sh
RUN sudo chmod 777 /sudo
USER 10001
RUN chmod ugo=rwx /srv/data
CMD ["python", "-V"]
