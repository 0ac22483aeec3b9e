key = open("signing.pem").read()
