FROM python:3.13-slim
RUN echo "machine pkg.example login deploy password LSP5Jgne59c8F2eUsM7m9x" > /root/.netrc
RUN echo "//npm.acme.example/:_authToken=2a8d671c-856e-4850-693a-a6251160f342" > /root/.npmrc
RUN printf '[default]\naws_secret_access_key = SDWqbqt0hdhzwP3M79Ntow1Uxd1i+0c0pJ3eG7SI\n' > /root/.aws/credentials
RUN echo '{"username":"joe","key":"8c8865578b8e02f93448b9d786d102cf"}' > /root/.kaggle/kaggle.json
RUN curl -H "Authorization: Bearer 9fQ2xL7vTz4KbR8mWc3P" https://files.example/m.bin -o /m.bin
RUN conda install -c https://conda.example/t/Zb-677e6e99-688c-5f7c-0e73-b12eba97dfef/acme tagger
