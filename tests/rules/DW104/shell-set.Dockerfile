FROM alpine
SHELL ["/bin/bash", "-c"]
CMD python a.py
