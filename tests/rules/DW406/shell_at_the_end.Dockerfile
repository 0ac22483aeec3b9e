FROM debian:13-slim
CMD cd /scan && /bin/bash -l
