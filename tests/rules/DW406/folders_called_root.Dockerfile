FROM rockylinux:9
ENV TOOLSET=/opt/rh/gcc-toolset-13/root/usr PATH=/opt/rh/gcc-toolset-13/root/usr/bin:$PATH
RUN source /opt/rh/gcc-toolset-13/enable && ls /opt/rh/gcc-toolset-13/root
CMD ["/srv/app", "serve"]
