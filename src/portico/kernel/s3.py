"""A store in a bucket of an S3 service; needs the extra `s3`."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from .stores import NotStored, checked

PART_BYTES = 8 * 1024 * 1024  # S3 takes parts of at least 5 MiB


@dataclass(frozen=True)
class S3Store:
    """Objects in a bucket, below a prefix."""

    client: Any  # boto3 makes its classes at run time
    bucket: str
    prefix: str = ""

    @classmethod
    def connect(
        cls, place: str, *, endpoint: str, region: str, access_key: str, secret_key: str
    ) -> "S3Store":
        """`place` is `s3://bucket/folder`; what is empty comes from boto3's own defaults."""
        bucket, _, prefix = place.removeprefix("s3://").partition("/")
        client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or None,
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 4, "mode": "standard"},
                request_checksum_calculation="when_required",  # others than Amazon refuse them
                response_checksum_validation="when_required",
            ),
        )
        return cls(client, bucket, prefix.strip("/"))

    def writer(self, key: str) -> "S3Writer":
        return S3Writer(self.client, self._at(key))

    def open(self, key: str) -> "S3Bytes":
        try:
            size = self.client.head_object(**self._at(key))["ContentLength"]
        except self.client.exceptions.ClientError as problem:
            raise _not_stored(problem, key) from problem
        return S3Bytes(self.client, self._at(key), size)

    def delete(self, key: str) -> None:
        self.client.delete_object(**self._at(key))

    def older_than(self, seconds: float, *, under: str) -> Iterator[str]:
        latest = time.time() - seconds
        start = self._at(under)["Key"] + "/"
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=start):
            for found in page.get("Contents", ()):
                if found["LastModified"].timestamp() < latest:
                    yield found["Key"].removeprefix(self.prefix).lstrip("/")

    def _at(self, key: str) -> dict[str, str]:
        full = f"{self.prefix}/{checked(key)}" if self.prefix else checked(key)
        return {"Bucket": self.bucket, "Key": full}


@dataclass
class S3Writer:
    """Sends parts while they come in; a small object goes in one piece."""

    client: Any
    at: dict[str, str]
    _waiting: bytearray = field(default_factory=bytearray)
    _upload: str = ""
    _parts: list[dict[str, Any]] = field(default_factory=list)

    def write(self, chunk: bytes) -> None:
        self._waiting += chunk
        while len(self._waiting) >= PART_BYTES:
            self._send(bytes(self._waiting[:PART_BYTES]))
            del self._waiting[:PART_BYTES]

    def commit(self) -> None:
        if not self._upload:
            self.client.put_object(**self.at, Body=bytes(self._waiting))
            return
        if self._waiting:
            self._send(bytes(self._waiting))
        parts = {"Parts": self._parts}
        self.client.complete_multipart_upload(
            **self.at, UploadId=self._upload, MultipartUpload=parts
        )

    def abort(self) -> None:
        if self._upload:
            self.client.abort_multipart_upload(**self.at, UploadId=self._upload)
        self._waiting.clear()

    def _send(self, part: bytes) -> None:
        if not self._upload:
            self._upload = self.client.create_multipart_upload(**self.at)["UploadId"]
        number = len(self._parts) + 1
        sent = self.client.upload_part(
            **self.at, UploadId=self._upload, PartNumber=number, Body=part
        )
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})


@dataclass(frozen=True)
class S3Bytes:
    """An object that is read in ranges, never as a whole."""

    client: Any
    at: dict[str, str]
    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        last = min(offset + length, self.size) - 1
        if last < offset:
            return b""
        found = self.client.get_object(**self.at, Range=f"bytes={offset}-{last}")
        body: bytes = found["Body"].read()
        return body

    def close(self) -> None:
        """Nothing is held open between two reads."""


def _not_stored(problem: Any, key: str) -> Exception:
    """A missing object, or the problem itself when it is another one."""
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return NotStored(key) if status == 404 else problem
