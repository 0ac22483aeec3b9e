FROM debian AS build
CMD make
FROM debian
CMD python a.py
CMD ["python", "a.py"]
