group "default" {
  targets = ["wroker"]
}

target "worker" {
  dockerfile = "Dockerfile"
}
