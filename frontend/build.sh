#!/bin/sh
# Rebuild static/dist from frontend/, or with --compare say whether it is what the sources build.
set -eu
cd "$(dirname "$0")"
test -d node_modules || npm ci --omit=optional --no-audit --no-fund
if test "${1:-}" = "--compare"; then npm run --silent compare; else npm run --silent build; fi
