FROM alpine
ENV A=${B:-c} D="$E" F='${'
