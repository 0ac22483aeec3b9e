FROM debian:13
CMD ./build.sh && mv /tmp/result.deb /dist
