target "default" {
  platforms  = ["linux/amd64", "linux/arm64"]
  cache-from = ["type=gha"]
}
