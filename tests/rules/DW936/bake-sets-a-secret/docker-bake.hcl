target "app" {
  context    = "."
  cache-from = ["type=gha"]
}
