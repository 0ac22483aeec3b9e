FROM alpine AS build
CMD make
FROM alpine
CMD python a.py
CMD ["python", "a.py"]
