"""A procedure that has no folder runs on the standard process, from the list to the sealed paper."""

import csv
import io

from pypdf import PdfReader

from congvu.catalogue import operations as catalogue
from congvu.catalogue import queries
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.processes.models import Step

HEAD = "Mã TTHC;Tên TTHC;Lĩnh vực;Cấp thực hiện;Cơ quan thực hiện;Thời hạn;Phí;Mức độ DVC;Thành phần hồ sơ;Kết quả;"
ROW = "1.009999;Cấp phép đặt bàn ghế trên hè phố;Giao thông;Cấp xã;UBND cấp xã;5 ngày làm việc;Không;Toàn trình;"
LIST = f"{HEAD}Căn cứ pháp lý;Áp dụng từ\n{ROW}Bản vẽ vị trí;Giấy phép;165/2024/NĐ-CP;01/07/2025\n"
ANSWERS = {
    "requester": {
        "full_name": "Nguyễn Thị Hồng Ánh",
        "identifier": "031190001234",
        "address": {"country": "VN", "province": "31", "commune": "11329", "detail": "Số 5 đường Thí Dụ"},
        "phone": "0912345678",
    },
    "request": {"content": "Xin đặt hai bàn trước nhà số 5.", "delivery": "online", "pledge": True},
}


def test_a_listed_procedure_goes_all_the_way(commune_with_keys):
    commune = commune_with_keys
    assert next(csv.reader(io.StringIO(LIST), delimiter=";"))[0] == "Mã TTHC"
    plan = catalogue.plan_list(content=LIST.encode(), name="list.csv")
    catalogue.take_list(plan=plan, by=scenes.SYSTEM, at=commune.now)
    version = queries.in_force(code="1.009999", on=commune.now.date())
    dossier = operations.submit(
        version_id=version.pk,
        agency_id=commune.agency.pk,
        owner_id=commune.mother.pk,
        values=ANSWERS,
        papers=[commune.paper("ban_ve_vi_tri")],
        return_by="online",
        submission_key="listed",
        by=commune.citizen,
        at=commune.now,
    )
    commune.does("reception", "accept", dossier)
    commune.does("unit_head", "finish_step", dossier)
    commune.does("case_officer", "register_result", dossier, extra={"decision": "Đồng ý cho đặt hai bàn."})
    commune.does("leader", "sign_result", dossier)
    commune.does("clerk", "seal_result", dossier)
    dossier = Dossier.objects.get(pk=dossier.pk)
    paper = Slip.objects.get(dossier=dossier, kind=Slip.Kind.RESULT)
    text = PdfReader(files.open_use(files.use(paper.file_use))).pages[0].extract_text()
    assert "Đồng ý cho đặt hai bàn" in text
    assert dossier.result_number == "1/2026/TB-TTHC"
    limits = Step.objects.filter(run=dossier.run_id).order_by("id").values_list("limit_minutes", flat=True)
    assert list(limits)[1:4] == [135, 1485, 375]
