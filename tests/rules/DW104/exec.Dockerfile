FROM debian
CMD cd /app && exec python app.py
