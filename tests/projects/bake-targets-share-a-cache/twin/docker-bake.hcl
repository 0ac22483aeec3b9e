group "default" {
  targets = ["api", "worker"]
}

target "api" {
  dockerfile = "Dockerfile"
  target     = "production"
  tags       = ["registry.example/team/shop:1.4.2"]
  cache-from = ["type=gha,scope=api"]
  cache-to   = ["type=gha,mode=max,scope=api"]
}

target "worker" {
  dockerfile = "Dockerfile.worker"
  tags       = ["registry.example/team/worker:1.4.2"]
  cache-from = ["type=gha,scope=worker"]
  cache-to   = ["type=gha,scope=worker,mode=max"]
}
