FROM scratch
ENV V=abcabc
ENV A=${V#a*c} B=${V##a*c} C=${V%b*} D=${V%%b*} E=${V/b/x} F=${V//b/x} G=${V:+y} H=${W:-z} I=${W-z} J=${V+y}
