FROM python:3.13-slim
RUN pip install --no-cache-dir torch==2.9.1
RUN PIP_NO_CACHE_DIR=0 pip install torch==2.9.1
RUN export PIP_NO_CACHE_DIR=1 && pip install torch==2.9.1
RUN pip install --no-index --find-links=/wheels torch==2.9.1
RUN pip install /wheels/torch-2.9.1-cp313-cp313-manylinux_2_28_x86_64.whl
RUN pip install --upgrade pip setuptools wheel
RUN pip download torch==2.9.1
