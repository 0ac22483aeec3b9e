FROM debian:13-slim
RUN pip install --no-cache-dir tensorflow==2.4
RUN pip install -U tensorboard
RUN /opt/venv/bin/pip install tensorboard
RUN pip install tensorboard==2.5
RUN pip install --no-cache-dir --no-deps scikit-learn
RUN pip install scipy
COPY requirements.txt more.txt ./
RUN pip install --no-cache-dir -r requirements.txt
RUN pip install -r more.txt
RUN git clone https://git.example/acme/tool && cd tool && pip install -r requirements.txt
RUN pip uninstall -y tensorboard && pip install tensorboard
