FROM python:3.13-slim
# the port is given at run time
EXPOSE $PORT
EXPOSE 8080 ${ADMIN_PORT} \
    9090
EXPOSE ${METRICS_PORT}/tcp
ONBUILD EXPOSE $LATER
USER 10001
CMD ["python", "-m", "http.server"]
