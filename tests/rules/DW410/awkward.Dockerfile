# escape=`
FROM ubuntu:24.04
USER root
RUN sudo FOO=bar make install && `
    # the key
    sudo -H -n apt-get update; `
    sudo -i true
RUN set -e; sudo --user=root sh -c 'sudo id' | sudo tee /a
RUN ["sudo", "mkdir", "/srv/x"]
RUN <<EOT
sudo mkdir /srv/y
if true; then sudo -E touch /srv/z; fi
EOT
USER app
RUN cd /srv && sudo mkdir one && sudo chown app one
RUN sudo mkdir two && touch three
RUN echo x | sudo tee /etc/x > /dev/null
CMD ["/bin/true"]
