import llama_cpp

print(llama_cpp.__version__)
