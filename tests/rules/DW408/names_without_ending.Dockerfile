FROM debian:13-slim
ARG HOME_OF_APP=/srv
ADD src /code/
ADD ./web ./web
ADD Gemfile Rakefile /code/
ADD oc /usr/bin/oc
ADD wait-for-it start /usr/local/bin/
ADD deploy/vhost /etc/site/default.conf
ADD jekyll $HOME_OF_APP/jekyll
ADD .ssh /home/app/.ssh
ADD liquid /srv/
ADD docker /srv
ADD rootfs /rootfs
ADD app-image /srv/app-image
ADD 5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef /srv/5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef
ADD oc extra /
ADD app/we?b /srv/web
USER 10001
CMD ["/usr/bin/oc"]
