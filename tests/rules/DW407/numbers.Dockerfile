FROM python:3.13-slim
RUN groupadd --gid 3000 grp && useradd -u 2000 -g grp app
USER "app:grp"
CMD ["python", "-V"]
