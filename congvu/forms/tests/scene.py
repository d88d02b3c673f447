"""A form with every type, as a sheet would write it."""

from typing import Any

DEFINITION: dict[str, Any] = {
    "title": "Tờ khai mẫu",
    "pages": [
        {
            "code": "requester",
            "title": "Người yêu cầu",
            "of": "của người yêu cầu",
            "fields": [
                {"code": "full_name", "type": "text", "label": "Họ, chữ đệm và tên", "prefill": "login.full_name"},
                {"code": "sex", "type": "choice", "label": "Giới tính", "options": "sex"},
                {
                    "code": "identifier",
                    "type": "identifier",
                    "label": "Số định danh cá nhân",
                    "prefill": "login.identifier",
                },
                {
                    "code": "birth_date",
                    "type": "date",
                    "label": "Ngày sinh",
                    "max": "today",
                    "prefill": "login.birth_date",
                },
                {
                    "code": "phone",
                    "type": "phone",
                    "label": "Số điện thoại",
                    "prefill": ["earlier.requester.phone", "login.phone"],
                },
                {"code": "email", "type": "email", "label": "Thư điện tử", "required": False},
                {"code": "ethnic", "type": "ethnic", "label": "Dân tộc", "default": "01"},
                {"code": "nationality", "type": "country", "label": "Quốc tịch", "default": "VN"},
            ],
        },
        {
            "code": "child",
            "title": "Thông tin về trẻ",
            "of": "của trẻ",
            "fields": [
                {
                    "code": "birth_date",
                    "type": "date",
                    "label": "Ngày sinh",
                    "max": "today",
                    "mend": "như trên giấy chứng sinh",
                    "missing": "Ghi ngày sinh của trẻ",
                },
                {"code": "birth_time", "type": "time", "label": "Giờ sinh", "required": False},
                {"code": "at_clinic", "type": "yes_no", "label": "Trẻ sinh tại cơ sở y tế?"},
                {
                    "code": "clinic",
                    "type": "text",
                    "label": "Tên cơ sở y tế",
                    "show_if": "child.at_clinic == true",
                    "show_words": "Chỉ ghi nếu sinh tại cơ sở y tế",
                },
                {
                    "code": "why_late",
                    "type": "long_text",
                    "label": "Lý do đăng ký muộn",
                    "required_if": "child.days > 60",
                },
                {
                    "code": "days",
                    "type": "computed",
                    "label": "Số ngày từ khi sinh",
                    "value": "days_between(child.birth_date, today)",
                },
            ],
        },
        {
            "code": "family",
            "title": "Cha, mẹ và các con",
            "groups": [
                {
                    "code": "mother",
                    "title": "Người mẹ",
                    "fields": [
                        {
                            "code": "person",
                            "type": "person",
                            "label": "Mẹ",
                            "parts": ["full_name", "identifier", "birth_date", "nationality"],
                            "optional": ["identifier"],
                        }
                    ],
                },
                {
                    "code": "children",
                    "title": "Người con",
                    "of": "của con",
                    "repeat": {"min": 0, "max": 3, "add": "Thêm người con"},
                    "fields": [
                        {"code": "name", "type": "text", "label": "Họ và tên"},
                        {"code": "born", "type": "date", "label": "Ngày sinh", "partial": True, "required": False},
                        {"code": "note", "type": "text", "label": "Ghi chú", "show_if": "item.born < '2010'"},
                    ],
                },
            ],
        },
        {
            "code": "rest",
            "title": "Việc khác",
            "of": "của hộ",
            "fields": [
                {"code": "copies", "type": "number", "label": "Số bản sao", "min": 0, "max": 20, "unit": "bản"},
                {"code": "area", "type": "number", "label": "Diện tích", "decimals": 2, "required": False},
                {"code": "capital", "type": "money", "label": "Vốn", "min": 1000, "required": False},
                {"code": "tax", "type": "tax_code", "label": "Mã số thuế", "required": False},
                {
                    "code": "ways",
                    "type": "choices",
                    "label": "Cách nhận kết quả",
                    "options": {"online": "Bản điện tử", "desk": "Tại Một cửa", "post": "Qua bưu chính"},
                },
                {"code": "proof", "type": "file", "label": "Giấy chứng sinh", "max_files": 2, "required": False},
                {
                    "code": "truth",
                    "type": "declaration",
                    "label": "Cam đoan",
                    "text": "Tôi cam đoan lời khai là đúng sự thật",
                },
            ],
        },
    ],
}

ANSWERS: dict[str, Any] = {
    "requester": {
        "full_name": "Nguyễn Văn Mẫu",
        "sex": "male",
        "identifier": "031095001234",
        "birth_date": "1995-03-20",
        "phone": "0912345678",
        "ethnic": "01",
        "nationality": "VN",
    },
    "child": {"birth_date": "2026-11-07", "at_clinic": True, "clinic": "Bệnh viện Mẫu", "days": 15},
    "mother": {"person": {"full_name": "Trần Thị Thí Dụ", "birth_date": "1997-01-02", "nationality": "VN"}},
    "children": [{"name": "Nguyễn Thị Minh Hoạ", "born": "2009", "note": "Con lớn"}],
    "rest": {"copies": 2, "ways": ["online", "desk"], "truth": True},
}
CONTEXT = {"today": "2026-11-22"}
