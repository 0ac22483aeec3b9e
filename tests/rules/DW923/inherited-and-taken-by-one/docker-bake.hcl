target "base" {
  args = { VERSION = "1", VERSOIN = "2" }
}
target "a" {
  inherits = ["base"]
}
target "b" {
  inherits   = ["base"]
  dockerfile = "Other"
}
