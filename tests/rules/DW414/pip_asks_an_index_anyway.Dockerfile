FROM python:3.13-slim
RUN pip install --no-cache-dir http://download.pytorch.org/whl/cpu/torch-2.6.0-cp313-cp313-linux_x86_64.whl torchvision==0.21.0
RUN pip install --no-cache-dir http://download.pytorch.org/whl/cpu/torchaudio-2.6.0-cp313-cp313-linux_x86_64.whl
RUN pip install --no-cache-dir --no-index http://download.pytorch.org/whl/cpu/torchaudio-2.6.0-cp313-cp313-linux_x86_64.whl six==1.17.0
RUN pip install --no-cache-dir -i http://mirror.example/simple http://download.pytorch.org/whl/cpu/torchaudio-2.6.0-cp313-cp313-linux_x86_64.whl six==1.17.0
RUN PIP_INDEX_URL=https://mirror.example/simple pip install --no-cache-dir http://download.pytorch.org/whl/cpu/torchaudio-2.6.0-cp313-cp313-linux_x86_64.whl six==1.17.0
ENV PIP_INDEX_URL=http://mirror.example/simple
RUN pip install --no-cache-dir http://download.pytorch.org/whl/cpu/torchaudio-2.6.0-cp313-cp313-linux_x86_64.whl six==1.17.0
USER 10001
CMD ["python", "-c", "import torch"]
