from lib import make

app, api = make()
