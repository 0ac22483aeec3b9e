FROM debian:13
CMD make " $X
