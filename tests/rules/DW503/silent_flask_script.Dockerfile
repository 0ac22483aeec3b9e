FROM python:3.13
RUN pip install --no-cache-dir flask-script
EXPOSE 5000
USER 10001
CMD python manage.py runserver -h 0.0.0.0
