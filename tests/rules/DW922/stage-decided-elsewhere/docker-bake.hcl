variable "STAGE" {}
target "a" {
  target = STAGE
}
target "b" {
  target = "test"
  dockerfile-inline = "FROM scratch AS test"
}
