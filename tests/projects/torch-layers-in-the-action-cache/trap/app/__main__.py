import vllm

print(vllm.__version__)
