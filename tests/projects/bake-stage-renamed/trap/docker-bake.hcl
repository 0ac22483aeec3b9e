group "default" {
  targets = ["api"]
}

target "api" {
  context    = "."
  dockerfile = "Dockerfile"
  target     = "runtime"
  tags       = ["registry.example/team/shop:1.4.2"]
}
