group "default" {
  targets = ["app"]
}

target "app" {
  dockerfile = "Dockerfile
  tags       = ["registry.example/app:1.4.2"]
}
