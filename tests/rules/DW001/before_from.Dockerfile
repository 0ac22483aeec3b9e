RUN ["sleep", 5]
