FROM python:3.13-slim
RUN python -c "import torch; print(torch.__version__)"
RUN echo "torch.cuda.is_available()"
