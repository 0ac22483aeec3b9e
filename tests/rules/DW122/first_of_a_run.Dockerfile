FROM python:3.13
RUN pip install numpy && pip cache purge; \
    pip install scipy; \
    pip install torch && pip cache purge
