FROM debian:13-slim
RUN chmod a+rwx /data && chmod 777 /second_is_not_told_again
RUN chmod o+w /data
RUN chmod ugo=rwx /data
