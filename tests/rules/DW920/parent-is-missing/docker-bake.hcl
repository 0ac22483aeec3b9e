target "app" {
  inherits = ["comon", "other"]
}
target "common" {}
target "web" {
  inherits = concat(["nobody"], [])
}
