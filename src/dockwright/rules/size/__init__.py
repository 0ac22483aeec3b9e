"""What makes an image heavy."""
