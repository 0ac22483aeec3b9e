FROM python:3.9-slim
EXPOSE $PORT
ENTRYPOINT ["streamlit", "run", "app.py", "--server.port=$PORT", "--server.address=$HOST"]
