FROM python:3.13
RUN <<END
git clone --branch=v1 git://github.com/example/one.git
END
RUN bash -c "git clone --branch=v1 git://gitlab.com/example/two.git"
RUN ["git", "clone", "--branch=v1", "git://bitbucket.org/example/three.git"]
ONBUILD RUN git clone --branch=v1 git://github.com/example/four.git
USER 10001
CMD ["python", "-V"]
