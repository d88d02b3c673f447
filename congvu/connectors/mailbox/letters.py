"""What comes into the demo's mailbox: a letter of a department, a reply without a file, a message that is none."""

import time
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from congvu.connectors.mailbox.accounts import DEMO_USER
from congvu.printing import operations as printing

PAPER = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Tinos", size: 13pt, lang: "vi")
#grid(columns: (1fr, 1.25fr), align: center, row-gutter: 0.8em,
  [HỘI NGƯỜI CAO TUỔI], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*],
  [*BAN ĐẠI DIỆN THÀNH PHỐ*], [*Độc lập - Tự do - Hạnh phúc*],
  [Số: 47/HNCT-VP], [_Hải Phòng, ngày {day:02} tháng {month} năm {year}_],
  text(size: 12pt)[V/v phối hợp tổ chức lễ mừng thọ \\ người cao tuổi năm {year}], [])
#v(1em)
#h(1cm) Kính gửi: Ủy ban nhân dân phường Ngô Quyền.
#v(0.6em)
#par(first-line-indent: 1cm)[Thực hiện chương trình công tác năm {year}, Ban Đại diện đề nghị Ủy ban nhân dân phường
phối hợp bố trí hội trường và lập danh sách các cụ tròn 70, 80, 90 tuổi trở lên trên địa bàn. Danh sách gửi về Ban
Đại diện trước ngày 20 của tháng để tổng hợp.]
#par(first-line-indent: 1cm)[Trân trọng cảm ơn sự phối hợp của Ủy ban nhân dân phường./.]
"""


def demo_letters(*, at: datetime) -> list[bytes]:
    """Return the messages of the demo, the same each time on one day."""
    month = f"{at.month:02}" if at.month < 3 else at.month  # Annex I: January and February with a nought
    paper = printing.print_paper(
        source=PAPER.format(day=at.day, month=month, year=at.year),
        data={},
        at=at,
    )
    first = _message("Hội Người cao tuổi thành phố <vanphong@hnct.vi-du.vn>", "Công văn phối hợp tổ chức mừng thọ", at)
    first.set_content("Kính gửi văn thư phường. Xin gửi kèm công văn của Ban Đại diện.")
    first.add_attachment(paper, maintype="application", subtype="pdf", filename="cong-van-47.pdf")
    second = _message("Trần Thị Hằng <hang.tran@vi-du.vn>", "Hỏi lịch tiếp công dân", at)
    second.set_content("Cho tôi hỏi tuần này phường tiếp công dân vào ngày nào. Tôi cảm ơn.")
    third = b"\x00\x01 not a message at all"
    return [first.as_bytes(), second.as_bytes(), third]


def _message(sender: str, subject: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, DEMO_USER, subject
    message["Date"] = format_datetime(at.replace(hour=7, minute=30, second=0, microsecond=0))
    message["Message-ID"] = f"<{subject.encode().hex()[:24]}.{time.strftime('%Y%m%d', at.timetuple())}@vi-du.vn>"
    return message
