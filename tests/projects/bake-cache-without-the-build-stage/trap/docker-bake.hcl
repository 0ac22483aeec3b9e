group "default" {
  targets = ["shop"]
}

target "shop" {
  context    = "."
  tags       = ["registry.example/team/shop:1.4.2"]
  cache-from = ["type=registry,ref=registry.example/team/shop:buildcache"]
  cache-to   = ["type=registry,ref=registry.example/team/shop:buildcache,image-manifest=true"]
}
