FROM python:3.13
WORKDIR /workspace
COPY . .
RUN git clone --branch=v1.0 https://git.example/acme/engine.git && cd engine && pip install -r requirements/cpu.txt
RUN git clone --branch=v1.0 https://git.example/acme/tool.git /opt/tool
RUN pip install -r /opt/tool/requirements.txt
