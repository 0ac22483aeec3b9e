FROM debian:13
CMD bash -c "make && tar cf - *.png"
