FROM scratch
ENV A.B=1 c-d=2 "E F"=3 ${A}X=4
ENV $A=5
