FROM rockylinux:9
RUN rpm -ivh http://repo.example/epel-release.noarch.rpm && dnf install -y http://repo.example/b.rpm
RUN pip install http://wheels.example/a-1.0-py3-none-any.whl http://wheels.example/b-1.0-py3-none-any.whl
