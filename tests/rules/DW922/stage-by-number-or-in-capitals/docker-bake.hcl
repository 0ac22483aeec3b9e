target "a" {
  target = "0"
}
target "b" {
  target = "RUNTIME"
}
