target "base" {
  cache-to = ["type=registry,ref=registry.example/cache,mode=max"]
}
target "a" {
  inherits = ["base"]
  target   = "build"
}
target "b" {
  inherits = ["base"]
  target   = "runtime"
}
target "c" {
  inherits = ["base"]
}
