FROM alpine
CMD bash
