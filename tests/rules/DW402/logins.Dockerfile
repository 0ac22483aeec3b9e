FROM python:3.13-slim
RUN wandb login 2afea15cb1fb86c50776d18f18ae20d280e8bf02
RUN aws configure set aws_secret_access_key ylJRU3tnlgQBbDUhGbNB4/UbuhTmQkfSm2BR7uEX
RUN poetry config http-basic.acme deploy 6i2a7qE5i7LmeipULRMV7z
RUN dvc remote modify --local origin password bcc20f417a4a42415bdab740bc52e818cf0c9b0f
