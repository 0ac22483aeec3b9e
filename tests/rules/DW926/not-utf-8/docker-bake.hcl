target "café" {
  dockerfile-inline = "FROM scratch"
}
