# syntax=docker/dockerfile:1
FROM rockylinux:9
RUN yum -y install epel-release; yum clean all
RUN pip install numpy; pip install scipy
RUN dnf install -y httpd && echo installed; rm -rf /var/cache/dnf
RUN <<EOF
dnf install -y nginx
rm -rf /var/cache/dnf
EOF
