CMD ['python', 'main.py']
