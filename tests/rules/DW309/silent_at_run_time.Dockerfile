FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN pip install deepspeed==0.18.2
CMD ["deepspeed", "train.py"]
