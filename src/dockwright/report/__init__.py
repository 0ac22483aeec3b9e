"""What is told of findings: what is left out, in what order, in which format."""
