FROM python:3.13-slim
WORKDIR /app
COPY --chmod=700 <<EOT /entrypoint.sh
#!/bin/sh
echo started > /app/started
exec python app.py
EOT
COPY app.py ./
ENTRYPOINT ["/entrypoint.sh"]
