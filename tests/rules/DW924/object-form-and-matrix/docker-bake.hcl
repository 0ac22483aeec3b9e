target "a" {
  name     = "a-${n}"
  matrix   = { n = ["x", "y"] }
  args     = { VERSION = n }
  cache-to = [{ type = "gha", scope = "a" }]
}
