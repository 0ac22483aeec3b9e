FROM registry.example.com/base:1
CMD ["python /srv/main.py --port 8000"]
