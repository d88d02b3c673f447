"""A plug-in of OCRmyPDF, loaded by it and not by us: says on standard output how many pages are done."""

from typing import Any

try:
    from ocrmypdf import hookimpl
except ImportError:  # read by us, where OCRmyPDF need not be

    def hookimpl(function: Any) -> Any:
        """Leave the function as it is."""
        return function


class Bar:
    """A progress bar that prints ``name<TAB>share`` lines."""

    def __init__(self, *, total: float | None = None, desc: str | None = None, **_more: Any) -> None:
        self.total, self.name, self.done = total or 0, desc or "", 0.0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_args: object) -> None:
        return None

    def update(self, n: float | None = None, *, completed: float | None = None) -> None:
        """Go on by ``n`` (1 when not said), or to ``completed``."""
        self.done = completed if completed is not None else self.done + (1 if n is None else n)
        if self.total:
            print(f"{self.name}\t{self.done / self.total:.4f}", flush=True)


@hookimpl
def get_progressbar_class() -> type[Bar]:
    """Give OCRmyPDF our bar."""
    return Bar
