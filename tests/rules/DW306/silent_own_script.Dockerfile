FROM node:24
RUN npm install -g es6-promise && clean-layer.sh
USER node
CMD ["node"]
