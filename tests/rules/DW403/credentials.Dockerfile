FROM debian:13-slim
COPY .netrc .pypirc .git-credentials /root/
COPY ["./credentials", "/root/.aws/credentials"]
COPY kube /root/.kube/config
COPY .npmrc /root/.npmrc
COPY .npmrc /home/node/
