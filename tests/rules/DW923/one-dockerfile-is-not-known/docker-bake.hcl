target "base" {
  args = { SECOND = "1" }
}
target "a" {
  inherits = ["base"]
}
target "b" {
  inherits = ["base"]
  context  = "https://github.com/docker/buildx.git"
}
