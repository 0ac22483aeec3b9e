FROM alpine as a
from alpine AS b
