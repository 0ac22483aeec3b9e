FROM registry.internal.example/base:1
CMD ["/srv/run"]
