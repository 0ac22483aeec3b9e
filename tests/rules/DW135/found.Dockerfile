FROM python:3.13
RUN pip install --no-cache-dir git+git://github.com/a/b.git@v1 && git clone --branch v1 "git://github.com/a/c"
ADD git://gitlab.com/a/b.git#v1 /srv
RUN npm install git://GitHub.com/a/b.git
RUN sh -c 'git clone git://github.com/a/d'
RUN <<EOF
git clone --branch v1 git://bitbucket.org/a/b
EOF
