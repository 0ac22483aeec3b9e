target "a" {
  args = merge({ "VERSIOM" = "1" }, { VERSION = "2" })
}
