FROM python:3.13-slim
RUN pip install torch==2.9.1 && pip cache purge
RUN pip install torch==2.9.1 && rm -rf ~/.cache
RUN pip install torch==2.9.1 && rm -rf /root/.cache/pip
