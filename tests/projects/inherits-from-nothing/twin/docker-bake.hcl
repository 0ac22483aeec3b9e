group "default" {
  targets = ["api"]
}

target "base" {
  platforms = ["linux/amd64"]
}

target "api" {
  inherits   = ["base"]
  context    = "."
  dockerfile = "Dockerfile"
  target     = "production"
  tags       = ["registry.example/team/shop:1.4.2"]
}
