from flask import Blueprint

views = Blueprint("views", __name__)


@views.route("/items/<int:number>")
def item(number):
    return str(number)
