"""Contents in a bucket: the same promises as on the disk, kept against a server that speaks S3."""

import io
from datetime import datetime

import boto3
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from config.settings import object_storage
from congvu.files import operations, queries
from congvu.files.models import Blob
from congvu.files.tests.contents import pdf
from congvu.kit.actors import SYSTEM
from congvu.upkeep import contents

BUCKET = "congvu-thu"


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch, settings):
    """Keep contents in a bucket of its own, as the environment of a province says it."""
    told = {"ENDPOINT": server, "REGION": "ap-southeast-1", "ACCESS_KEY": "thu", "SECRET_KEY": "thu"}
    for name, value in told.items():
        monkeypatch.setenv(f"CONGVU_S3_{name}", value)
    client = boto3.client(
        "s3", endpoint_url=server, region_name="ap-southeast-1", aws_access_key_id="thu", aws_secret_access_key="thu"
    )
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    settings.STORAGES = settings.STORAGES | {"default": object_storage(BUCKET)}
    yield client
    for row in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=row["Key"])
    client.delete_bucket(Bucket=BUCKET)


def _keys(client) -> list[str]:
    return [row["Key"] for row in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def _store(data: bytes, name: str = "Giấy chứng sinh.pdf", at: datetime | None = None):
    return operations.store(stream=io.BytesIO(data), name=name, owner="draft:1", by=SYSTEM, at=at or timezone.now())


@pytest.mark.django_db
def test_a_content_is_kept_once_read_back_and_let_go(bucket):
    data = pdf()
    first, second = _store(data), _store(data, name="Bản khác.pdf")
    assert _keys(bucket) == [first.blob.address]
    with queries.open_use(second) as stream:
        assert stream.read() == data
    bucket.delete_object(Bucket=BUCKET, Key=first.blob.address)
    with pytest.raises(queries.FileMissing):
        queries.open_use(first)


@pytest.mark.django_db
def test_a_backup_copies_contents_out_of_the_bucket_and_back(bucket, tmp_path):
    use = _store(pdf())
    digest = Blob.objects.get(pk=use.blob_id).sha256
    assert contents.save(digest, tmp_path)
    bucket.delete_object(Bucket=BUCKET, Key=use.blob.address)
    assert not default_storage.exists(use.blob.address)
    assert contents.bring_back(digest, tmp_path)
    with queries.open_use(use) as stream:
        assert stream.read() == (tmp_path / use.blob.address).read_bytes()
