FROM python:3.13-slim
WORKDIR /app
# the package index
COPY .netrc /root/.netrc
COPY requirements.txt ./
RUN chmod 600 /root/.netrc && \
    pip install --no-cache-dir -r requirements.txt && \
    rm -f ~/.netrc
RUN mkdir -p /srv/data
COPY . .
USER 10001
CMD ["python", "main.py"]
