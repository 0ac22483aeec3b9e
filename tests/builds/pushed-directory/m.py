import six

print("sb")
