"""The manual at the desk: the page of one's own role first, those of the neighbours beside it."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from congvu.kit import manual
from congvu.sites.desk.doors import DeskRequest, official_only

PAGES = {
    "tiep-nhan": ("reception", "return_desk", "cashier"),
    "thu-ly": ("case_officer",),
    "lanh-dao": ("leader", "unit_head"),
    "van-thu": ("clerk",),
    "van-ban-di": (),
    "van-ban-den": (),
}
"""Pages, and the roles for which they are written."""
ADDRESS = "desk:manual_page"


@official_only
def own(request: DeskRequest) -> HttpResponseBase:
    """Show the page of the first role that has one."""
    mine = next((slug for slug, roles in PAGES.items() if request.desk.has(*roles)), next(iter(PAGES)))
    return show(request, mine)


@official_only
def show(request: DeskRequest, slug: str) -> HttpResponse:
    """Show one page, with the way to the others."""
    page = manual.page(slug, address=ADDRESS) if slug in PAGES else None
    if page is None:
        raise Http404
    others = [other for name in PAGES if name != slug and (other := manual.page(name, address=ADDRESS))]
    return render(request, "desk/manual.html", {"page": page, "others": others})
