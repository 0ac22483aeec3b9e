variable "TAG" { default = "1.4.2" }
function "named" {
  params = [name]
  result = "registry.example/${name}:%{ if TAG == "" }edge%{ else }${TAG}%{ endif }"
}
target "app" {
  tags = [named("app"), "%{ for part in ["a", "b"] ~} ${part} %{~ endfor }:1"]
  args = {
    LINES = <<-EOT
      %{ for x in ["p", "q"] ~}
      - ${x}
      %{ endfor ~}
    EOT
  }
  dockerfile-inline = <<EOT
FROM scratch
ARG LINES
EOT
}
