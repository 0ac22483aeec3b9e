FROM nvcr.io/nvidia/pytorch:25.09-py3
RUN if [ -n "$(command -v conda)" ]; then conda install -y pyyaml==5.4.1; fi
CMD ["python", "main.py"]
