FROM scratch
ENV D=/data DEEP=a/b
WORKDIR app
WORKDIR $DEEP/../c
WORKDIR ./d//e/
WORKDIR ${D}/x/.
WORKDIR ../..
WORKDIR z
