FROM python:3.13-slim
ENV ADMIN_PASSWORD=Tr0ub4dor
RUN python /srv/hash.py "${ADMIN_PASSWORD}" > /srv/hash
CMD ["python", "/srv/main.py"]
