"""What container files mean."""
