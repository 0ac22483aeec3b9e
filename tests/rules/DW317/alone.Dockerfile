FROM python:3.13-slim
RUN pip install --no-cache-dir pytest
RUN pip install --no-cache-dir flask ipykernel && python -m ipykernel install
COPY main.py .
CMD ["python", "main.py"]
