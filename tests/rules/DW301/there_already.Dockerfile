FROM debian:13-slim
RUN wget https://conda.example/Miniconda3-latest-Linux-x86_64.sh && bash Miniconda3*.sh -b
RUN pip install pandas tensorflow==2.4 --no-cache-dir
RUN pip install tensorboard
RUN pip install scikit-learn --no-cache-dir
RUN pip install joblib scipy
RUN pip install cryptography
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
RUN pip install -r requirements.txt
