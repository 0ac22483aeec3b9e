LEGACY = "two words"

variable "WORDS" {
  default = "a,b,,c"
}

function "double" {
  params = [x]
  result = x * 2
}

target "default" {
  args = {
    split     = join("|", split(",", WORDS))
    compact   = join("|", compact(split(",", WORDS)))
    format    = format("%s=%d%%", "x", 5)
    numbers   = "${double(3) / 4} ${7 % 4} ${2 - 5} ${1.50}"
    coalesce  = coalesce(null, "first", "second")
    lookup    = lookup({ a = "1" }, "b", "fallback")
    element   = element(["x", "y"], 3)
    index     = ["x", "y"][1]
    length    = length(["x", "y"])
    keys      = join(",", keys({ b = 1, a = 2 }))
    values    = join(",", values({ b = "1", a = "2" }))
    distinct  = join(",", distinct(["a", "b", "a"]))
    flatten   = join(",", flatten([["a"], ["b", ["c"]]]))
    slice     = join(",", slice(["a", "b", "c"], 1, 3))
    reverse   = reverse("abc")
    substr    = substr("abcdef", 1, 3)
    trim      = trim("--a--", "-")
    prefix    = trimprefix("v1.2", "v")
    title     = upper(lower("AbC"))
    sha1      = sha1("a")
    sha256    = sha256("a")
    md5       = md5("a")
    base64    = base64encode("hello")
    json      = jsonencode({ b = [1, "x", true], a = null })
    decoded   = jsondecode("{\"a\": {\"b\": 5}}").a.b
    url       = urlencode("a b/c")
    contains  = contains(["a"], "a")
    range     = join(",", [for n in range(3) : n + 1])
    chunk     = length(chunklist(["a", "b", "c"], 2))
    zip       = zipmap(["a", "b"], ["1", "2"]).b
    splat     = join(",", [{ n = "p" }, { n = "q" }][*].n)
    and       = (1 < 2 && 2 >= 2) || !true
    legacy    = LEGACY
    max       = max(1, 5, 3)
    modulo    = modulo(7, 3)
    divide    = divide(9, 2)
    sort      = join(",", sort(["b", "a"]))
    chomp     = chomp("a\n")
    escaped   = "$${X} %%{y} \u00e9\t."
    setproduct = add(1, 2)
    parse     = strlen("héé")
    indent    = indent(2, "a\nb")
    merged    = merge({ a = "1" }, { a = "2" }).a
    equal     = "1" == 1 ? "same" : "different"
    grouped   = join(",", { for w in ["aa", "ab", "ba"] : substr(w, 0, 1) => w... }.a)
  }
}
