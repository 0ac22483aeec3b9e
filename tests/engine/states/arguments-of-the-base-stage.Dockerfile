FROM scratch AS base
ENV A=env B=env
ARG A=argument
ARG C=argument
ENV SEEN="$A"
FROM base
ENV A_HERE="$A" C_HERE="$C"
ARG B=mine
ENV B_HERE="$B"
