FROM scratch
WORKDIR "/with space"
WORKDIR 'single quoted'
WORKDIR back\ slash
