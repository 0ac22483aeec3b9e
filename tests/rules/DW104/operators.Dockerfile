FROM alpine
CMD cd /app && python "my app.py" $ARGS
