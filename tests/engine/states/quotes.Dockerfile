FROM scratch
ENV A=one\ two B="one two" C='one $two' D="a\"b" E=a\"b F='a\b' G="a\b" H=a\\b I=\$A J="\$A"
ENV K='it'"'"'s' L=a"b c"d'e f' M="$A-${B}" N=$A$B O="'" P='"' Q="" R=x
ENV S one  two 'three'  "four" $A
ENV T   spaced   out
LABEL l="$A" m='$A' "n o"="p q" q=$R
