target "api" {
  matrix = { n = ["one", "two"] }
  name = "api-${n}"
}
group "all" {
  targets = ["api"]
}
