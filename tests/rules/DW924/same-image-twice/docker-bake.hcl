target "a" {
  cache-to = ["type=gha"]
}
target "b" {
  tags     = ["other:1"]
  cache-to = ["type=gha,mode=max"]
}
