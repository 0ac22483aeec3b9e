FROM scratch
ENV A one two  three
LABEL L one two
