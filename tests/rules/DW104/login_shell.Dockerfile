FROM debian:13
CMD cd /scan && /bin/bash -l
