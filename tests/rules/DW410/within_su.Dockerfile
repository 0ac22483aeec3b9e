FROM python:3.13
RUN su - app -c "sudo make install"
RUN gosu app bash -c 'sudo make install'
