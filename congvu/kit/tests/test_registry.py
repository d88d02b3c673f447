import pytest

from congvu.kit.registry import Registry, Taken, Unknown


def test_a_thing_is_found_under_its_key():
    papers = Registry[str]("papers")
    papers.register("m01", "receipt")
    assert papers.get("m01") == "receipt"
    assert papers.find("m02") is None
    assert ("m01" in papers, len(papers), list(papers)) == (True, 1, ["receipt"])


def test_an_unknown_key_names_those_there_are():
    papers = Registry[str]("papers")
    papers.register("m01", "receipt")
    with pytest.raises(Unknown, match="m01"):
        papers.get("m09")


def test_a_key_is_not_taken_twice():
    papers = Registry[list[int]]("papers")
    papers.register("m01", [1])
    with pytest.raises(Taken):
        papers.register("m01", [2])
