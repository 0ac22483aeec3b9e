FROM python:3.12-slim
ARG VERSION
RUN pip install flask==3.0 'requests>=2' mypkg.whl . ./lib -r requirements.txt
RUN pip install flask -c constraints.txt
RUN pip install "flask==$VERSION" $PACKAGES git+https://example.com/a/b.git@v1.2
