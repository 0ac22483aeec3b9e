FROM debian:12-slim
ADD model.nemo /srv/model/
ADD site.spl /opt/splunk/
ADD app.tar.gz.part /srv/
ADD base.rootfs.1 /
ADD bundle/* /srv/
ADD * /srv/all/
ADD app-1.0 /opt/app
ADD site/*.html /srv/site/
USER 10001
