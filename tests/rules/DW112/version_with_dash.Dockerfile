FROM gcr.io/deeplearning-platform-release/tf2-cpu.2-3
