FROM almalinux:9
RUN curl -O https://downloads.example/el9-x86_64/repo-1.noarch.rpm
