FROM python:3.13-slim
RUN pip install torch torchvision torchaudio
RUN pip install torch flask
RUN pip install --upgrade torch pip setuptools wheel
RUN pip install flask pydantic httpx
RUN pip install -r requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install torch flask pydantic httpx
RUN pip install torch https://index.example/a.whl https://index.example/b.whl
