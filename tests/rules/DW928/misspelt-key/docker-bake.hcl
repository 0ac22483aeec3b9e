group "default" {
  target = ["app"]
}

target "app" {
  dockerfil = "Dockerfile"
  cache_to  = ["type=inline"]
  retries   = 3
}
