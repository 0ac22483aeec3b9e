FROM python:3.13-slim
RUN [ "$A", = "b," ] || ls
RUN [ v1, != "$B" ] && ls
RUN <<END
["a", "b"
END
USER 10001
CMD ["python", "-V"]
