FROM registry.example.com/base:1
RUN pip install torch --extra-index-url https://download.pytorch.org/whl/cu118
RUN pip install torch==1.12.0 --extra-index-url https://download.pytorch.org/whl/cu113
RUN pip install --pre torch --extra-index-url https://download.pytorch.org/whl/nightly/cu118
