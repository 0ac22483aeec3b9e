FROM pytorch/pytorch:2.8.0-cuda12.9-cudnn9-runtime
ARG OTHER=1
RUN pip install torch==2.8.0 torch==2.8
RUN pip install torch
RUN pip install numpy==1.26.4 && pip install numpy==2.0.0
RUN pip install pandas==2.3.3
RUN pip install pandas==2.3.3
RUN pip install pandas==${OTHER}
RUN pip install --target=/opt/other pandas==2.0.0
RUN /opt/venv/bin/pip install pandas==2.1.0
RUN conda install -n other pandas==2.1.0
RUN if [ -n "$OTHER" ]; then pip install pandas==2.2.0; fi
