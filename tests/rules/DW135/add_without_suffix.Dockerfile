FROM python:3.13
ADD git://github.com/a/b /srv
