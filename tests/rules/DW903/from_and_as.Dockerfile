from alpine as a
from a AS b
FROM a
RUN x
CO\
PY a b
Run y
ONBUILD run z
