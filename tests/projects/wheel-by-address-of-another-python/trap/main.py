import ledger

print(ledger.total())
