FROM python:3.13
RUN git log --oneline -10 | sed 's/^/  /' >> /manifest
RUN pip list --format freeze | sed -e 's/==/ /' > /versions
