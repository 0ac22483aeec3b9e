"""Values of ``--mount`` and what BuildKit says of each; real builds confirm it."""

from __future__ import annotations

REFUSED = {
    "type=cache,target": "invalid field 'target' must be a key=value pair",
    "type=cache,required,target=/c": "unexpected key 'required' for mount type 'cache'",
    "type=cache,required=true,target=/c": "unexpected key 'required' for mount type 'cache'",
    "type=secret,id=a,required=perhaps": "invalid value for required: perhaps",
    "type=cache,target=/c,readonly=perhaps": "invalid value for readonly: perhaps",
    "type=cache,target=/c,size=3": "unexpected key 'size' for mount type 'cache'",
    "type=tmpfs,target=/c,size=much": "invalid value for size: much",
    "type=cache,target=/c,mode=888": "invalid value 888 for mode",
    "type=cache,target=/c,uid=-1": "invalid value -1 for uid",
    "type=cache,target=/c,gid=root": "invalid value root for gid",
    "type=tmpfs,target=/c,uid=1": 'uid not allowed for "tmpfs" type mounts',
    "type=bind,target=/c,mode=0755": 'mode not allowed for "bind" type mounts',
    "type=secret,from=python:3.11-slim,target=/c": "secret mount should not have a from",
    "type=secret,sharing=locked,target=/c": "secret mount should not define sharing",
    "type=secret": "invalid secret mount. one of source, target required",
    "type=secret,source=a,id=b": "both source and id can't be set",
    "type=bind,target=/c,sharing=locked": "invalid cache sharing set for bind mount",
    "type=cache,target=/c,sharing=alone": 'unsupported sharing value "alone"',
    "type=volume,target=/c": 'unsupported mount type "volume"',
    "type=cache,target=/c,colour=red": "unexpected key 'colour' in 'colour=red'",
}
ACCEPTED = (
    "TYPE=Cache,TARGET=/c,Sharing=LOCKED",
    "type=cache,target=/c,ro",
    "type=cache,target=/c,readonly=F",
    "target=/c,source=a.txt,rw",
    "type=tmpfs,target=/c,size=1.5MiB",
    "type=tmpfs,target=/c,size=1k",
    "type=secret,id=none,target=/c,mode=0400,uid=1,gid=2",
    "type=secret,id=none,required=false",
    "type=ssh",
    "type=cache,target=/c,mode=0777,uid=10,gid=10,id=mine,sharing=private",
)
QUOTED = (
    'type=cache,"target=/with,comma"',
    'type=cache,target="/c"',
    "type=cache,'target=/c'",
    'type=cache,target="/a b"',
    'type=cache,target="/open',
    'type=cache,tar"get=/c"',
    'type=cache,\\"target=/c\\"',
    'type=cache,target=\\"/c',
    'type=cache,\\"target=/with,comma\\"',
    'type=cache,\\"target=/c',
)
"""Docker takes quotes off before it reads the value, so that only escaped ones reach it."""
