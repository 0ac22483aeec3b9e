FROM tool.example/base:1
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1
USER app
COPY setup.sh /home/app/
RUN sh /home/app/setup.sh
USER 10001
CMD ["/bin/true"]
