FROM debian:13-slim
ENV APP_PASS=app
RUN echo "$APP_PASS" > /etc/app.pass
