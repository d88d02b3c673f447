import pytest

from congvu.kit.money import dong, in_words, number_in_words


@pytest.mark.parametrize(
    ("amount", "figures", "words"),
    [
        (0, "0 đồng", "Không đồng chẵn"),
        (8_000, "8.000 đồng", "Tám nghìn đồng chẵn"),
        (75_000, "75.000 đồng", "Bảy mươi lăm nghìn đồng chẵn"),
        (105_000, "105.000 đồng", "Một trăm linh năm nghìn đồng chẵn"),
        (121_024, "121.024 đồng", "Một trăm hai mươi mốt nghìn không trăm hai mươi tư đồng chẵn"),
        (1_000_005, "1.000.005 đồng", "Một triệu không trăm linh năm đồng chẵn"),
        (15_000_000_000, "15.000.000.000 đồng", "Mười lăm tỷ đồng chẵn"),
        (-15_111, "-15.111 đồng", "Âm mười lăm nghìn một trăm mười một đồng chẵn"),
    ],
)
def test_amounts_in_figures_and_words(amount, figures, words):
    assert dong(amount) == figures
    assert in_words(amount) == words


def test_numbers_beyond_a_thousand_billion():
    assert number_in_words(2_500_000_000_000) == "hai nghìn năm trăm tỷ"
