variable "TAG" { default = "1.4.2" }
variable "DEBUG" { default = false }
variable "REGISTRY" { default = "registry.example" }

function "names" {
  params = [items]
  result = "%{ for item in items }${item};%{ endfor }"
}

target "app" {
  dockerfile = "Dockerfile%{ if TAG == "9.9" }.new%{ endif }"
  tags = [
    "${REGISTRY}/app:%{ if DEBUG }debug%{ else }${TAG}%{ endif }",
    "app:%{ for part in ["p", "q"] ~} ${part} %{~ endfor }",
  ]
  args = {
    LINES = <<-EOT
      one
      %{ for x in ["p", "q"] ~}
      - ${x}
      %{ endfor ~}
      two ${~ TAG ~}   
        three
    EOT
    KEPT = <<EOT
  %{ if TAG == "1.4.2" ~}
  yes
  %{~ else ~}
  no
  %{~ endif ~}
  end
EOT
    PAIRS   = "%{ for k, v in { b = "2", a = "1" } }${k}=${v},%{ endfor }"
    INDEXES = "%{ for i, v in ["x", "y"] }${i}${v}%{ endfor }"
    ABSENT  = "%{ if TAG == "none" }x%{ endif }"
    BLANK   = "\n %{~ if true ~} \n x \n%{~ endif ~} y"
    PLAIN   = "%%{ if x } $${y}"
    ALONE   = "%{ if true }${TAG}%{ endif }"
    INNER   = "%{ if true }%{ if DEBUG }1%{ else }2%{ endif }%{ endif }!"
    CALLED  = names(["a", "b"])
    DIGITS  = "${1}${2}"
    MARGIN = <<-EOT
        a

      ${TAG}
    EOT
  }
}
