FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1
RUN useradd --uid 10001 app
USER app
COPY setup.sh /home/app/
RUN sh /home/app/setup.sh
USER 10001
CMD ["/bin/true"]
