variable "TAG" {
  default = "1.4.2"
}
variable "DEBUG" {
  default = false
}
variable "COUNT" {
  default = 3
}
variable "UNSET" {}

function "image" {
  params          = [name]
  variadic_params = suffixes
  result          = "registry.example/team/${name}:${join("-", concat([TAG], suffixes))}"
}

group "default" {
  targets = ["app", "tools"]
}

target "_common" {
  args = {
    TAG   = TAG
    LEVEL = DEBUG ? "debug" : "info"
    COUNT = COUNT + 1
  }
  labels     = { "org.example.vendor" = "team" }
  cache-from = ["type=registry,ref=${image("cache")}"]
  platforms  = ["linux/amd64", "linux/arm64"]
}

target "app" {
  inherits = ["_common"]
  name     = "app-${replace(py, ".", "-")}-${flavour.name}"
  matrix = {
    py      = ["3.12", "3.13"]
    flavour = [{ name = "cpu", base = "slim" }, { name = "gpu", base = "cuda" }]
  }
  dockerfile = "docker/Dockerfile.${flavour.base}"
  target     = flavour.name == "gpu" ? "runtime-gpu" : "runtime"
  args = {
    PYTHON = py
    LEVEL  = "warning"
  }
  tags       = [image("app", py, flavour.name), "${UNSET}" == "" ? "" : image("other")]
  cache-from = ["type=gha,scope=${flavour.name}"]
}

target "tools" {
  inherits  = ["_common", "_more"]
  platforms = []
  contexts = {
    app  = "target:app-3-12-cpu"
    base = "docker-image://registry.example/base:${upper(TAG)}"
  }
  dockerfile-inline = <<-EOT
    FROM base
    RUN echo "$${HOME}" ${TAG}
      RUN true
  EOT
  args = merge({ A = 1 }, { B = true, C = null })
}

/* what a second parent has
   goes over the first's */
target "_more" {
  args   = { LEVEL = "trace" } // and this
  secret = ["id=token,env=TOKEN"]
  output = [for kind in ["oci", "docker"] : "type=${kind}" if kind != "docker"]
  labels = { for key, value in { a = "1", b = "2" } : "org.example.${key}" => value }
}
