#!/bin/sh
# The committed assets are what the sources build, and carry nobody else's mark.
set -eu
cd "$(dirname "$0")"
sh build.sh --compare
if grep -qi "crown\|GDS Transport" ../static/dist/*.css; then
  echo "static/dist names a crown or a font that is not ours to use."
  exit 1
fi
