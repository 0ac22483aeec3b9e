FROM python:3.13-slim
ARG VERSION=1
ENV BASE=/srv
RUN cd /opt
RUN export HF_HOME=/models OMP_NUM_THREADS="4"
RUN export DATA=$BASE/data/$VERSION
RUN export PATH=/opt/bin:$PATH
RUN GREETING='say "hi" for $5'
RUN set -e; export A=1 && export B=2
RUN . /venv/bin/activate
RUN export STAMP=$(date)
RUN export OWN=$UNSET
RUN source /etc/profile.d/maven.sh
RUN alias ll='ls -l'
RUN cd
RUN <<END
cd /srv
END
USER 10001
CMD ["python", "-V"]
