FROM python:3.13
RUN git clone https://git.example/a.git && pip install ./a
CMD ["python", "main.py"]
