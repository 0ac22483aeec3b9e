FROM python:3.13-slim
HEALTHCHECK --interval=30s CMD wget --no-verbose --tries=1 --spider http://localhost:${PORT:-8000}/ || exit 1
CMD ["python", "main.py"]
