FROM node:22 AS node
RUN npm install git://github.com/example/tool.git && yarn add git://github.com/example/other.git
RUN sed -i 's#git://github.com/#https://github.com/#' package.json
RUN ! grep -r git://github.com/ package.json

FROM python:3.13 AS provided
RUN git clone git://github.com/example/tool.git || git clone https://github.com/example/tool.git
RUN <<END
cat > /srv/fetch.sh <<SCRIPT
git clone git://github.com/example/tool.git
SCRIPT
END

FROM python:3.13
COPY --from=node /package.json /srv/
COPY --from=provided /tool /srv/tool
USER 10001
CMD ["python", "-V"]
