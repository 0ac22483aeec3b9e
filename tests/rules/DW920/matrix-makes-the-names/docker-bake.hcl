group "default" {
  targets = ["app", "app-3-12", "app-3-13", "all"]
}
group "all" {
  targets = ["app"]
}
target "app" {
  matrix = { py = ["3-12", "3-13"] }
  name   = "app-${py}"
}
