FROM python:3.13-slim
RUN pip install https://example.org/x-1.0-py3-none-any.whl 'y @ https://example.org/y-1.0-cp313-cp313-linux_x86_64.whl ; platform_machine == "x86_64"'
