"""Take in the national list of procedures: ``manage.py load_catalogue FILE [--take]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.catalogue import operations
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined


class Command(BaseCommand):
    """Tells what the list would change; with ``--take`` takes it in, all of it or nothing."""

    help = "Nạp danh mục thủ tục hành chính quốc gia từ Excel, CSV hoặc JSON"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, help="tệp danh mục: .xlsx, .csv hoặc .json")
        parser.add_argument("--take", action="store_true", help="nạp; không ghi thì chỉ xem trước")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show the plan, and carry it out when asked.

        :raises CommandError: when the file or a row does not hold
        """
        path: Path = options["file"]
        try:
            plan = operations.plan_list(content=path.read_bytes(), name=path.name)
            self._show(plan)
            if options["take"] or plan.problems:
                operations.take_list(plan=plan, by=SYSTEM, at=timezone.now())
        except OSError as wrong:
            raise CommandError(f"Không đọc được {path}: {wrong.strerror}") from wrong
        except Declined as refusal:
            raise CommandError(str(refusal)) from refusal
        done = "Đã nạp." if options["take"] else "Mới xem trước. Thêm --take để nạp."
        self.stdout.write(done)

    def _show(self, plan: operations.Plan) -> None:
        for proposal in plan.new:
            self.stdout.write(f"+ {proposal.code} {operations.plain(proposal.sheet['name'])}")
        for proposal, parts in plan.changed:
            self.stdout.write(f"~ {proposal.code} {operations.plain(proposal.sheet['name'])}")
            self.stdout.writelines(f"    {part}" for part in parts)
        for code in plan.gone:
            self.stdout.write(f"? {code}: không còn trong danh mục; thu hồi ở trang quản trị nếu đã bãi bỏ")
        for code in plan.own:
            self.stdout.write(f"= {code}: có bản riêng của tỉnh, giữ nguyên")
        self.stdout.write(
            f"Mới {len(plan.new)}, thay đổi {len(plan.changed)}, không đổi {plan.same}, "
            f"có bản riêng {len(plan.own)}, không còn trong danh mục {len(plan.gone)}."
        )
