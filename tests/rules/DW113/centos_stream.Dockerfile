FROM quay.io/centos/centos:stream8 AS build
FROM quay.io/centos/centos:stream9
COPY --from=build /opt/tool /opt/tool
