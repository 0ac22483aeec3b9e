FROM debian:13
RUN pip install a; pip install b || pip install c; pip install d
RUN pip install a; pip install b & pip install d
USER 10001
CMD ["/bin/true"]
