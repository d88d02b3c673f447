"""Says before an update whether it needs a stop."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from congvu.upkeep import updating


class Command(BaseCommand):
    """Lists the migrations that wait, and which of them the running version could not stand; then status 1."""

    help = "Say whether the tables can be brought up to date while the version before goes on working."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--released", action="store_true", help="print what deploy/released.txt holds at a release")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a migration, and its hindrances below it."""
        if options["released"]:
            self.stdout.write("\n".join(updating.shipped()))
            return
        with translation.override(settings.LANGUAGE_CODE):
            plan = [(one, updating.hindrances(one)) for one in updating.waiting()]
            for one, problems in plan:
                self.stdout.write(f"{'✗' if problems else '✓'} {one.app_label}.{one.name}")
                self.stdout.writelines(f"    {problem}\n" for problem in problems)
            if any(problems for _one, problems in plan):
                raise CommandError(_("Cần dừng web và việc nền trong lúc chạy migrate: bản cũ không chịu được."))
            self.stdout.write(_("%(n)s bước, chạy được khi bản cũ còn làm việc.") % {"n": len(plan)})
