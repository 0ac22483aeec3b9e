FROM debian:13
{extra_content}
CROSS_BUILD_COPY qemu /usr/bin/
