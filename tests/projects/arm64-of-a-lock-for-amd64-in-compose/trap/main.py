import oddity

print(oddity.answer())
