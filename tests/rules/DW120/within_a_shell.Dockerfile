FROM python:3.13
RUN bash -c "curl -L https://bootstrap.pypa.io/get-pip.py | python3"
