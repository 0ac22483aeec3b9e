FROM debian
CMD cd /app && python "my app.py" $ARGS
