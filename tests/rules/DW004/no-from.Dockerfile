RUN true
CMD ["true"]
