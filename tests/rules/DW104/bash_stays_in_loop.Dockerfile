FROM rockylinux:9
CMD while true; do python3 app.py; done
