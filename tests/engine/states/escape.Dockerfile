# escape=`
FROM scratch
ENV A="x`"y" B=a\b C=d`
  E=f
WORKDIR C:`\x
WORKDIR /win\dir
CMD echo `
# between
  done
