FROM debian:12 AS build
RUN apt-get update && apt-get install -y python3-pip
RUN pip install flask
FROM debian:12
COPY --from=build /usr/local/lib/python3.11/dist-packages /usr/local/lib/python3.11/dist-packages
CMD ["python3", "main.py"]
