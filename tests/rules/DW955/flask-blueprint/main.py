from flask import Flask

from views import views

app = Flask(__name__)
app.register_blueprint(views, url_prefix="/api")
app.run(host="0.0.0.0", port=8000)
