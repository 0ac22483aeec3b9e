FROM scratch
ENTRYPOINT ["a", "$B", "c\"d\u00e9"]
CMD [ "x" , "y z" ]
HEALTHCHECK CMD ["/probe", "-q"]
