FROM nvidia/cuda:12.2.0-devel-ubuntu22.04
RUN <<EOF
echo "checking"
nvidia-smi
echo "done"
EOF
