FROM python:3.13
RUN pip install --no-cache-dir gunicorn
EXPOSE 8000
USER 10001
CMD ["gunicorn", "--paste", "production.ini"]
