FROM alpine
CMD cd /app && exec python app.py
