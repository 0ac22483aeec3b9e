FROM python:3.13
RUN bash -c "sudo make install"
