FROM rockylinux:9
ENTRYPOINT python3 app.py
