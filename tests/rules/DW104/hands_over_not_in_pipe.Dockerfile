FROM rockylinux:9
CMD python3 app.py | tee /var/log/app.log
