# escape=`
FROM alpine
ENV A C:\dir with blanks
ENV B "x`" y" z
	env C `
# why
    one  `
    two
ENV D it"s open
ENV E a$X${Y:-b c}d