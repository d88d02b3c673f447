"""Contents in a bucket: the same promises as on the disk, kept against a server that speaks S3."""

import io
import subprocess
import sys
from datetime import datetime

import boto3
import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from moto.server import ThreadedMotoServer

from config.settings import object_storage
from congvu.dossiers.tests import scenes
from congvu.files import operations, queries
from congvu.files.models import Blob
from congvu.files.tests.contents import pdf
from congvu.kit.actors import SYSTEM
from congvu.upkeep import contents
from congvu.upkeep import operations as upkeep
from congvu.upkeep.tests.conftest import elsewhere  # noqa: F401  a fixture

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


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_whole_installation_goes_from_one_bucket_to_another_and_leaves(server, bucket, elsewhere, tmp_path):  # noqa: F811
    scenes.open_commune().submit()
    digests = set(Blob.objects.values_list("sha256", flat=True))
    folder = upkeep.back_up(target=tmp_path / "backups", by=SYSTEM, at=timezone.now())
    call_command("leave", str(tmp_path / "left"), verbosity=0)
    left = {path.name for path in (tmp_path / "left").rglob("*") if path.name in digests}
    assert left == digests
    bucket.create_bucket(Bucket="noi-khac", CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    told = {
        "BUCKET": "noi-khac",
        "ENDPOINT": server,
        "REGION": "ap-southeast-1",
        "ACCESS_KEY": "thu",
        "SECRET_KEY": "thu",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(folder)],
        env=elsewhere
        | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        | {f"CONGVU_S3_{name}": value for name, value in told.items()},
        cwd=project.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "giống hệt" in done.stdout
    here, there = (
        {row["Key"]: row["ETag"] for row in bucket.list_objects_v2(Bucket=name)["Contents"]}
        for name in (BUCKET, "noi-khac")
    )
    assert here == there
    assert len(here) == len(digests)
