"""Examples on the page about the API, written out as they are sent."""

from congvu.accounts.models import PartnerKey

Scope = PartnerKey.Scope
SCOPES_OF = {
    "send_file": Scope.SUBMIT,
    "submit_dossier": Scope.SUBMIT,
    "supplement_dossier": Scope.SUBMIT,
    "withdraw_dossier": Scope.SUBMIT,
    "list_dossiers": Scope.READ,
    "get_dossier": Scope.READ,
    "get_result": Scope.READ,
    "get_document": Scope.READ,
    "list_charges": Scope.READ,
    "pay_dossier": Scope.PAY,
}
"""Which scope a call needs; the others are open to everybody."""
_HEAD = 'curl -H "Authorization: Bearer $KEY"'
_JSON = '-H "Content-Type: application/json"'
EXAMPLES = {
    "send_file": f"{_HEAD} -F file=@giay-chung-sinh.pdf \\\n  $CONGVU/api/v1/files",
    "submit_dossier": (
        "curl $CONGVU/api/v1/procedures/1.001193/sample > body.json\n"
        f'{_HEAD} {_JSON} \\\n  -H "Idempotency-Key: 7f3c-1" -d @body.json \\\n  $CONGVU/api/v1/dossiers'
    ),
    "supplement_dossier": (
        f'{_HEAD} {_JSON} \\\n  -H "Idempotency-Key: 7f3c-2" \\\n'
        '  -d \'{"answers": {"child": {"full_name": "Trần Thị Thí Dụ", "…": "…"}}, "papers": []}\' \\\n'
        "  $CONGVU/api/v1/dossiers/H24.166-20261120-0000001/supplement"
    ),
    "withdraw_dossier": (
        f'{_HEAD} {_JSON} \\\n  -H "Idempotency-Key: 7f3c-3" -d \'{{"reason": "Nộp nhầm"}}\' \\\n'
        "  $CONGVU/api/v1/dossiers/H24.166-20261120-0000001/withdraw"
    ),
    "pay_dossier": (
        f"{_HEAD} {_JSON} \\\n  -H \"Idempotency-Key: 7f3c-4\" -d '{{}}' \\\n"
        "  $CONGVU/api/v1/dossiers/H24.166-20261120-0000001/pay"
    ),
}
PROBLEM = """HTTP/1.1 422
Content-Type: application/problem+json

{
  "type": "about:blank",
  "title": "Nội dung chưa đúng",
  "status": 422,
  "detail": "Tờ khai còn 1 chỗ cần sửa.",
  "errors": [
    {"pointer": "/answers/child/full_name", "detail": "Ghi họ và tên"}
  ]
}"""
RECIPE = """import base64, hashlib, hmac, time

def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
    proof = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(f"v1,{proof}", each) for each in headers["webhook-signature"].split())
"""
"""How a receiver checks a message; a test runs it against what is really sent."""
