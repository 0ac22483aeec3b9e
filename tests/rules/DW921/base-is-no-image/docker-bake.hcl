target "base" {
  dockerfile = "none"
}
target "a" {
  inherits   = ["base"]
  dockerfile = "Dockerfile"
}
