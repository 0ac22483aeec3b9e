FROM python:3.13-slim
RUN pip install flask==3.1.2
RUN pip install requests tqdm
