echo '{"a": 5}' | jq .a
