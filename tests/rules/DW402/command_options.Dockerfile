FROM python:3.13-slim
RUN curl -fsSL -u deploy:S3cure-Horse-77 https://files.example/m.bin -o /m.bin
RUN wget --user=deploy --password=4w6Ivpp7c4ta https://files.example/m.bin
RUN docker login -u ci -p4Un0xJeArTKIWzwesSFy3k registry.example
RUN echo hWuap5jcfY5NvUezz8CS3k | docker login -u ci --password-stdin registry.example
RUN sshpass -p K4kO5WRN7alHDu3G scp joe@files.example:/m.bin /m.bin
