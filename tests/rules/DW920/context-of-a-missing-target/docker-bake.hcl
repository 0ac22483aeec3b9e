target "app" {
  contexts = { base = "target:bsae" }
}
target "base" {
  target = "build"
}
