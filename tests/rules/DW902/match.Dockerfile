FROM alpine AS a
from alpine as b
From alpine as c
