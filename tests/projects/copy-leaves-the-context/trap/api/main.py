from shared.money import format_euro

print(format_euro(3))
