tree --version | cut -c1-4
