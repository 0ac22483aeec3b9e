target "_common" {
  dockerfile = "build/Dockerfile"
}
target "a" {
  inherits = ["_common"]
}
target "b" {
  inherits = ["_common"]
  args     = { VERSION = "1" }
}
