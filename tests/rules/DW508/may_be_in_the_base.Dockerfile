FROM example.com/base:1
ENV PATH=/opt/venv/bin:$PATH
