cat /size.txt
