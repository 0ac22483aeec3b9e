FROM scratch
CMD ["kept"]
ENTRYPOINT ["program"]
