FROM condaforge/miniforge3:25.9.1-0 AS a
COPY . /srv
RUN conda env create -f /srv/environment.yml
FROM a AS b
FROM python:3.13-slim
WORKDIR /srv
ADD . .
RUN pipenv install --system --deploy
COPY --from=b /opt/conda /opt/conda
