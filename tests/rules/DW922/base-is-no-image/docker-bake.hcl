target "base" {
  target = "none"
}
target "a" {
  inherits = ["base"]
  target   = "build"
}
