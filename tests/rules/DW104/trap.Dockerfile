FROM python:3.13-slim
CMD trap "echo cleaned" EXIT; python main.py
