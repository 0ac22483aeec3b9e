FROM registry.example/a:1
ENV RABBIT_PASS=openstack MYSQL_PWD=hunter2secret
ENV FIRST_PASS=1 BUILD_PWD=/src PWD=hunter2secret
