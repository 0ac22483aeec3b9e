target "a" {
  name     = "a-${n}"
  matrix   = { n = ["x", "y"] }
  args     = { VERSION = n }
  cache-to = ["type=gha,scope=${n}"]
}
target "b" {
  cache-to = ["type=inline"]
}
target "c" {
  target   = "build"
  cache-to = ["type=inline"]
}
