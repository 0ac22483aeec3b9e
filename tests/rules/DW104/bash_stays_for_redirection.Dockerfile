FROM rockylinux:9
CMD python3 app.py > /tmp/log
