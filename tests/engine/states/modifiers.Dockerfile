FROM scratch
ENV V=abcabc EMPTY="" PATHS=/a/b/c.tar.gz
ENV A=${V#a*c} B=${V##a*c} C=${V%b*} D=${V%%b*} E=${V/b/x} F=${V//b/x}
ENV G=${V:+y} H=${W:-z} I=${W-z} J=${V+y} K=${EMPTY:-k} L=${EMPTY-l} M=${EMPTY:+m} N=${EMPTY+n}
ENV O=${PATHS##*/} P=${PATHS%.*} Q=${PATHS%%.*} R=${PATHS#/*/} S=${PATHS//\//-} T=${V/z/y}
ENV U=${W:-${V:-x}} X=${W:-$V/${V}} Y="${W:-a b}" Z=${V:+"q r"}
ENV AA=${V//?/x} AB=${V%?} AC=${V#\*} AD=${V/a/} AE=${V//bc/$EMPTY}
