target "default" {
  cache-to = [{ type = "registry", ref = "registry.example/app:cache" }]
}
