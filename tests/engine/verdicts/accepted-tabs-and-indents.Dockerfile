FROM scratch
  	COPY	a.txt	/
   # comment
