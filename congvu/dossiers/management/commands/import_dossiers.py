"""Take in the dossiers of an older system: ``manage.py import_dossiers FILE.zip|FOLDER [--take] [--partly]``."""

from congvu.dossiers.lifecycle import State
from congvu.dossiers.operations import importing
from congvu.kit.taking_in import PackCommand

EVERY = 200


class Command(PackCommand):
    """Makes a dry run and tells what would come in; ``--take`` takes it in. Called again it takes in only the rest."""

    help = "Nhập hồ sơ từ hệ thống cũ (thư mục hoặc ZIP gồm các bảng CSV và tệp); mặc định chỉ chạy thử"
    guide = "docs/importing.md"
    rows = stays = "hồ sơ"
    dry_run = staticmethod(importing.dry_run)
    take_in_all = staticmethod(importing.take_in_all)

    def tick(self, number: int, total: int) -> None:
        """Say how far it is."""
        if number % EVERY == 0 or number == total:
            self.stdout.write(f"  {number}/{total}")

    def show(self, report: importing.Report, *, take: bool) -> None:
        """Say what was found and what came of it."""
        self.stdout.write("Trong gói:")
        for (what, key), value in sorted(report.counts.items()):
            label = f"{what} {key} ({State(int(key)).label})" if what == "state" else what
            self.stdout.write(f"  {label}: {value}")
        self.show_problems(report.problems)
        if not take:
            self.stdout.write(f"Mới chạy thử: {len(report.new)} hồ sơ mới, {report.known} đã có. Thêm --take để nhập.")
            return
        if not report.taken and not report.problems:
            self.stdout.write(f"Không có gì thay đổi: cả {report.known} hồ sơ đã có từ lần nhập trước.")
            return
        self.stdout.write(f"Đã nhập {report.taken} hồ sơ, {report.known} đã có từ trước.")
        for state, number in sorted(report.states.items()):
            self.stdout.write(f"  đối chiếu: state {state} ({State(state).label}): {number}")
        self.stdout.write(f"  đối chiếu: files: {report.files}")
