"""What goes wrong with CUDA, drivers and accelerators."""
