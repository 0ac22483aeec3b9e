FROM python:3.13-slim
RUN wandb login --relogin && wandb login $KEY
RUN aws configure set region eu-central-1 && aws configure set aws_access_key_id test
RUN poetry config virtualenvs.create false && poetry config repositories.acme https://p4ckages.example/simple1234
RUN git config --global user.name x7Qm2Lp9Zk4Rt8Vw3Yb6 && npm config set registry https://packages.example/
RUN pip install git+https://github.com/wandb/wandb@2afea15cb1fb86c50776d18f18ae20d280e8bf02
RUN echo wandb 2afea15cb1fb86c50776d18f18ae20d280e8bf02 | sha1sum -c
