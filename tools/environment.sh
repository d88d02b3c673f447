#!/bin/sh
# Make the environment: tools/environment.sh FOLDER REQUIREMENTS… Exactly what the locks say, nothing else.
set -e
venv=$1; shift
unset PYTHONDONTWRITEBYTECODE
python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
  if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate; break
  fi
done
[ -n "$python" ] || { echo "Cần Python từ 3.11. Trên Debian: apt-get install python3 python3-venv"; exit 1; }
if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  if [ -e "$venv" ]; then
    echo "Môi trường $venv hỏng hoặc dở dang: làm lại"
    rm -rf "$venv"
  fi
  echo "Tạo môi trường Python ở $venv"
  "$python" -m venv "$venv" >/dev/null 2>&1 || { rm -rf "$venv"; echo "Thiếu venv. Trên Debian: apt-get install python3-venv"; exit 1; }
fi
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip -q >/dev/null 2>&1 \
  || { echo "Thiếu pip trong $venv. Trên Debian: apt-get install python3-venv; rồi xoá $venv và chạy lại"; exit 1; }
free=$(df -Pk . | awk 'NR==2 {print int($4/1024)}')
[ "$free" -ge 700 ] || [ -e "$venv/.ready" ] || { echo "Ổ đĩa còn $free MB, môi trường cần khoảng 700 MB. Hãy dọn bớt rồi chạy lại."; exit 1; }
"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r bootstrap.txt
echo "Cài thư viện: $*"
# shellcheck disable=SC2086
sync() { "$venv/bin/uv" pip sync -q "$@"; }
# a machine behind a proxy of its own knows authorities that uv does not carry
sync --compile-bytecode --python "$venv/bin/python" --require-hashes bootstrap.txt "$@" 2>"$venv/.uv.log" \
  || sync --system-certs --compile-bytecode --python "$venv/bin/python" --require-hashes bootstrap.txt "$@" \
  || { cat "$venv/.uv.log"; exit 1; }
