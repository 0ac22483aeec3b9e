group "default" {
  targets = ["app", "small"]
}
target "common" {
  cache-to = ["type=gha,mode=min"]
}
target "app" {
  inherits = ["common"]
}
target "small" {
  inherits = ["common"]
  dockerfile = "one.Dockerfile"
}
