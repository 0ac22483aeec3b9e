FROM python:3.13-slim
RUN echo "export A=1" >> ~/.bashrc
CMD ["python", "/src/main.py"]
