from congvu.connectors.vneid.checks import vneid_is_safe


def test_plain_address_is_an_error_outside_the_demo(settings):
    settings.DEMO, settings.VNEID_URL = False, "http://vneid.vn"
    assert {found.id for found in vneid_is_safe(None)} == {"congvu.E101", "congvu.E102"}


def test_missing_vneid_is_a_warning_outside_the_demo(settings):
    settings.DEMO, settings.VNEID_URL = False, ""
    assert [found.id for found in vneid_is_safe(None)] == ["congvu.W101"]


def test_demo_may_be_plain(settings):
    settings.DEMO, settings.VNEID_URL = True, "http://localhost:8001"
    assert vneid_is_safe(None) == []
