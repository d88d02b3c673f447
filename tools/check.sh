#!/bin/sh
# make check: everything that a machine can judge without running the story. Goes on after a failure, counts them.
cd "$(dirname "$0")/.." || exit 1
bin=.venv/bin
failed=0
step() {
  label=$1; shift
  if out=$("$@" 2>&1); then echo "✓ $label"; else echo "✗ $label"; echo "$out" | tail -40; failed=$((failed + 1)); fi
}
strict() { # the settings of a province, not of a laptop
  env CONGVU_DEMO=0 CONGVU_PUBLIC_URL=https://dichvucong.vi-du.vn CONGVU_HOSTS=dichvucong.vi-du.vn \
    CONGVU_VNEID_URL=https://vneid.vi-du.vn CONGVU_VNEID_SECRET=khac CONGVU_PAYMENT_URL=https://thanhtoan.vi-du.vn \
    CONGVU_PAYMENT_SECRET=khoa-thu-nghiem-dai-hon-ba-muoi-hai-ky-tu "$bin/python" manage.py "$@"
}
step "ruff" "$bin/ruff" check .
step "ruff format" "$bin/ruff" format --check .
step "floors and doors" "$bin/lint-imports"
step "types" "$bin/mypy" congvu config tools agent
step "templates" "$bin/djlint" --lint --quiet congvu
step "migrations" "$bin/python" manage.py makemigrations --check --dry-run
step "deployment" strict check --deploy --fail-level WARNING
step "English" "$bin/python" -m tools.catalogues check
[ ! -f frontend/check.sh ] || step "assets" sh frontend/check.sh
[ ! -f docs/openapi.json ] || step "OpenAPI" sh -c "'$bin/python' manage.py export_openapi | diff -u docs/openapi.json -"
[ "$failed" -eq 0 ] && echo "Tất cả đạt." || { echo "$failed mục chưa đạt."; exit 1; }
