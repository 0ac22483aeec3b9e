FROM registry.access.redhat.com/ubi9/python-312:1-1
RUN npm install --global yarn && rm -rf .npm
CMD ["yarn"]
