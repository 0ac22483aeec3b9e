group "default" {
  targets = ["api"]
}

target "api" {
  context    = "."
  dockerfile = "Dockerfile"
  target     = "production"
  tags       = ["registry.example/team/shop:1.4.2"]
}
