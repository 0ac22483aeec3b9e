from app.other import *
