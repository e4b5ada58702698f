"""Files as an attacker, a broken scanner or a hurried officer would send them."""

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import xlsxwriter
from PIL import Image

from layak.documents.tests.make import make_document
from layak.documents.writing import write_docx, write_pdf

EXECUTABLE = b"MZ\x90\x00\x03" + b"\x00" * 200 + b"This program cannot be run in DOS mode."
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def pdf(pages: int = 1) -> bytes:
    return write_pdf(make_document(pages=pages))


def truncated_pdf() -> bytes:
    whole = pdf()
    return whole[: len(whole) // 2]


def pdf_without_pages() -> bytes:
    return _assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    )


def scanned_pdf() -> bytes:
    """Give a page that is only a picture."""
    made = io.BytesIO()
    Image.new("L", (600, 800), 230).save(made, "PDF")
    return made.getvalue()


def locked_pdf(password: bytes = b"rahasia") -> bytes:
    """Give a PDF under the standard handler, revision 2: RC4 with 40 bits (ISO 32000-1, 7.6.3)."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (password + padding)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    permissions, identity = struct.pack("<i", -4), b"0123456789abcdef"
    salted = padded + owner + permissions + identity
    user = _rc4(hashlib.md5(salted, usedforsecurity=False).digest()[:5], padding)
    encrypt = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<%s> <%s>]"
        % (
            owner.hex().encode(),
            user.hex().encode(),
            identity.hex().encode(),
            identity.hex().encode(),
        )
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    return _assembled(objects, encrypt)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _assembled(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def with_members(package: bytes, members: dict[str, bytes]) -> bytes:
    """Add or replace members of an office file."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, content in members.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def docx_with_macros() -> bytes:
    return with_members(write_docx(make_document()), {"word/vbaProject.bin": b"Sub AutoOpen()"})


def docx_bomb() -> bytes:
    zeros = b"\x00" * (150 * 1024 * 1024)
    return with_members(write_docx(make_document()), {"word/media/bom.xml": zeros})


def docx_with_laughs() -> bytes:
    """Give a document whose entities would grow to thousands of millions of letters."""
    entities = '<!ENTITY a0 "layak">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    document = (
        f'<?xml version="1.0"?><!DOCTYPE w [{entities}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_members(write_docx(make_document()), {"word/document.xml": document.encode()})


def pptx(*slides: str) -> bytes:
    """Give a presentation with one line of text on each slide."""
    made = io.BytesIO()
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<presentation/>")
        for number, text in enumerate(slides, 1):
            body = f'<sld xmlns:a="{drawing}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></sld>'
            archive.writestr(f"ppt/slides/slide{number}.xml", body)
    return made.getvalue()


def xlsx_with_formulas_and_links() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Rekap")
    sheet.write_string(0, 0, "Jumlah")
    sheet.write_formula(0, 1, "=SUM(C1:D1)", value=1214)
    sheet.write_formula(1, 0, '=WEBSERVICE("http://127.0.0.1/x")', value="tersimpan")
    book.close()
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return with_members(made.getvalue(), {"xl/externalLinks/externalLink1.xml": link})


def xlsx_with_one_far_cell() -> bytes:
    """Give a sheet whose only two cells span 17 thousand million cells."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Jauh")
    sheet.write_string(0, 0, "awal")
    sheet.write_string(1_048_575, 16_383, "akhir")
    book.close()
    return made.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Give a PNG that declares a size and holds almost nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 64))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def truncated_jpeg() -> bytes:
    made = io.BytesIO()
    Image.effect_mandelbrot((400, 300), (-2, -1, 1, 1), 50).convert("RGB").save(made, "JPEG")
    return made.getvalue()[:4000]


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
