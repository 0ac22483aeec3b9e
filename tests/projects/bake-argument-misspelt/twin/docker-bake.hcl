group "default" {
  targets = ["api"]
}

target "api" {
  context    = "."
  dockerfile = "Dockerfile"
  target     = "production"
  args = {
    PYTHON_VERSION = "3.13"
  }
  tags       = ["registry.example/team/shop:1.4.2"]
}
