FROM centos:latest AS one
RUN dnf install -y httpd && dnf clean all
FROM java:openjdk-8 AS two
RUN javac -version
FROM registry.centos.org/centos/centos:latest AS three
FROM java:8u45-jre
COPY --from=one /etc/httpd /etc/httpd
USER 10001
CMD ["java", "-version"]
