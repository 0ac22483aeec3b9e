FROM python:3.13-slim
USER app
RUN sudo apt-get install -y curl
RUN python -m venv /home/app/venv && /home/app/venv/bin/pip install flask
RUN pip install --user flask
