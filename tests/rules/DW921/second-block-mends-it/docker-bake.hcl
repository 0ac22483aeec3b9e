target "a" {
  dockerfile = "none"
}
target "a" {
  dockerfile = "cwd"
  context    = "cwd://sub"
}
