from alpine
run true
