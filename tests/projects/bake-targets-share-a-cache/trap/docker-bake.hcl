group "default" {
  targets = ["api", "worker"]
}

target "api" {
  dockerfile = "Dockerfile"
  target     = "production"
  tags       = ["registry.example/team/shop:1.4.2"]
  cache-from = ["type=gha,scope=shop"]
  cache-to   = ["type=gha,mode=max,scope=shop"]
}

target "worker" {
  dockerfile = "Dockerfile.worker"
  tags       = ["registry.example/team/worker:1.4.2"]
  cache-from = ["type=gha,scope=shop"]
  cache-to   = ["type=gha,scope=shop,mode=max"]
}
