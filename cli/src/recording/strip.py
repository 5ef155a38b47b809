#!/usr/bin/env python3
"""Makes the small recording that `ringside demo` replays out of a full Kineto trace.

    python3 cli/src/recording/strip.py ../shared/samples/recorded/hf_llama_tp2 \
        cli/src/main/resources/dev/ringside/cli/demo/transformers-tp2

Of every *.pt.trace.json.gz it keeps the envelope (distributedInfo, host, base time ...), the
`gloo:*` annotations and the c10d host ops that belong to them, untouched and in their order: one
call is still there in both of its forms, so the reader must still tell that it is one call. All
other operators, the threads' names and the profiler's own spans are dropped. The deployment and
the model's config.json are copied as they are. The output is the same bytes on every run.
"""

import gzip
import json
import pathlib
import shutil
import sys
from decimal import Decimal

KEPT = ("gloo:", "c10d::", "_c10d_functional::")


def exact(number: str) -> float:
    """A float that prints as it was read, or nothing: timestamps must not move."""
    value = float(number)
    if Decimal(repr(value)) != Decimal(number):
        raise ValueError(f"{number} does not survive as a double")
    return value


def strip(source: pathlib.Path, target: pathlib.Path) -> None:
    with gzip.open(source, "rt", encoding="utf-8") as text:
        trace = json.load(text, parse_float=exact)
    events = trace.pop("traceEvents")
    kept = [event for event in events if event["name"].startswith(KEPT)]
    lines = [json.dumps(trace, separators=(",", ":"))[:-1], ',"traceEvents":[\n']
    lines.append(",\n".join(json.dumps(event, separators=(",", ":")) for event in kept))
    lines.append("\n]}\n")
    with open(target, "wb") as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=9, mtime=0) as packed:
            packed.write("".join(lines).encode())
    print(f"{target.name}: {len(kept)} of {len(events)} events, {target.stat().st_size:,} bytes")


def main(recording: pathlib.Path, target: pathlib.Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for trace in sorted(recording.glob("*.pt.trace.json.gz")):
        strip(trace, target / trace.name)
    for name in ("config.json", "deployment.yaml"):
        shutil.copyfile(recording / name, target / name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
