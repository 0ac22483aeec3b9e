FROM python:3.9-slim
ENTRYPOINT ["/entrypoint.sh"]
CMD ["--workers ${WORKERS} --host ${HOST}"]
