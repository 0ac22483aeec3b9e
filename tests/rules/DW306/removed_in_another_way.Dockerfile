FROM alpine:3.22
RUN apk add --no-cache npm && npm install -g serve@14.2.4; apk del npm
RUN npm install -g serve@14.2.4 && sh -c "apk del npm"
USER 10001
CMD ["serve"]
