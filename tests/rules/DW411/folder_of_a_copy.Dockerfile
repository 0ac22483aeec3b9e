FROM python:3.13-slim
COPY --chmod=777 deployer/ /srv/deployer/
RUN chmod 777 /srv/deployer && chmod 777 /srv/spool
USER 10001
CMD ["python", "-V"]
