FROM python:3.13
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
RUN git clone --branch=v1.0 https://git.example/a/b.git && cd b && pip install .
