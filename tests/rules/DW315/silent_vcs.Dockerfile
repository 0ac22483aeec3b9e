FROM python:3.13
RUN pip install git+https://git.example/a.git@v1
CMD ["python", "main.py"]
