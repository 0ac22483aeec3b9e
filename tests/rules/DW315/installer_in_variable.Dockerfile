FROM python:3.13
ARG uvpip='uv pip install --system'
RUN python -m pip install uv && python -m $uvpip -r requirements.txt
CMD ["python", "main.py"]
