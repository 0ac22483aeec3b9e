FROM python:3.13
RUN mkdir /scratch && chmod 777 /scratch && make -C /scratch && rm -rf /scratch
