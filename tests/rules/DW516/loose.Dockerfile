FROM python:3.12-slim
RUN pip install flask 'requests[socks]' && pipx install black
RUN pip install git+https://example.com/a/b.git
