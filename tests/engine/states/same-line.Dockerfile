FROM scratch
ENV A=1
ENV A=2 B=$A C=${D:-none} D=4
ENV E=$D F=$E
ENV G=$G H=a$H
