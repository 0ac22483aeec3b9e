target "a" {
  name   = "a-${stage}"
  matrix = { stage = ["build", "runtime", "test"] }
  target = stage
}
