"""``congvu-agent``: run, start at log-in, pair a page, forget it, list what is plugged in, name the token's library."""

import argparse
import sys

from . import starting
from .asking import asker
from .cards import Cards, CardTrouble
from .door import Door
from .settings import Settings, SettingsWrong


def main(words: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="congvu-agent", description="Chương trình ký bằng USB Token tại máy này.")
    deeds = parser.add_subparsers(dest="deed")
    deeds.add_parser("run", help="chạy, chờ trang web đã ghép (mặc định)")
    deeds.add_parser("pair", help="ghép một trang, in mã ghép").add_argument("address", metavar="https://…")
    deeds.add_parser("forget", help="bỏ ghép một trang").add_argument("address", metavar="https://…")
    deeds.add_parser("module", help="chỉ thư viện PKCS#11 của USB Token").add_argument("path")
    deeds.add_parser("list", help="liệt kê chứng thư trong các USB Token đang cắm")
    deeds.add_parser("start", help="tự chạy mỗi khi đăng nhập máy")
    deeds.add_parser("stop", help="thôi tự chạy")
    asked = parser.parse_args(words)
    settings = Settings.read()
    try:
        return _done(asked, settings)
    except (SettingsWrong, CardTrouble) as refusal:
        print(f"✗ {refusal}", file=sys.stderr)
        return 1


def _done(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.deed == "pair":
        print(f"Nhập mã này ở trang {asked.address} (chỉ hiện một lần):\n\n  {settings.pair(asked.address)}\n")
    elif asked.deed == "forget":
        print("Đã bỏ ghép." if settings.forget(asked.address) else "Trang này chưa được ghép.")
    elif asked.deed == "module":
        Cards(asked.path).held()
        settings.module = asked.path
        settings.keep()
        print("Đã ghi thư viện của USB Token.")
    elif asked.deed == "start":
        print(f"Sẽ tự chạy mỗi khi đăng nhập: {starting.set_up()}")
    elif asked.deed == "stop":
        print("Đã thôi tự chạy." if starting.take_down() else "Chương trình chưa đặt tự chạy.")
    elif asked.deed == "list":
        for one in Cards(settings.module).held():
            print(f"{one.fingerprint}  {one.token}")
    else:
        door = Door(settings, Cards(settings.module), asker())
        print(f"Chương trình ký đang chạy ở http://127.0.0.1:{door.server_port}. Dừng: Ctrl-C.", flush=True)
        try:
            door.serve_forever()
        except KeyboardInterrupt:
            door.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
