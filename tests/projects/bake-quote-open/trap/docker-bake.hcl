group "default" {
  targets = ["server"]
}

target "server" {
  dockerfile = "server.Dockerfile
  args       = { RELEASE = "1.4.2" }
}
