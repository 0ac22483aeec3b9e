target "default" {
  context   = "."
  platforms = ["linux/amd64"]
}
