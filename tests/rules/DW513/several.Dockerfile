FROM python:3.12-slim-trixie
RUN apt-get update && apt-get install -y --no-install-recommends curl
RUN pip install pdfkit==1.0.0 pytesseract GitPython
