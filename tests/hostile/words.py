"""Odd names, numbers and words that forms and files may bring."""

from __future__ import annotations

ODD_NAMES = [
    "list.csv",
    "list.xlsx",
    "a.geojson",
    "layer.zip",
    "photo.jpg",
    "letter.pdf",
    "letter.docx",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "a\x00b.csv",
    "x" * 300 + ".xlsx",
    ".",
    "..",
    "con.csv",
    "list.xlsm",
    "photo.jpg.exe",
    "\u202egpj.exe",
    "<svg onload=alert(1)>.geojson",
    "a;b\"c'.png",
    "\U0001f600.csv",
    "a\nb.csv",
    "%2e%2e%2f",
    "list",
    ".csv",
]

ODD_NUMBERS = [
    "NaN",
    "-0.0",
    "1e999",
    "-1e999",
    "1" + "0" * 400,
    "1" * 5000,
    "null",
    '"44.7"',
    "[]",
    "{}",
    "181",
    "-91",
    "1e-320",
    "true",
    "[" * 2000,
    '"\\ud800"',
    '"\\u0000"',
    "-",
]

ODD_WORDS = [
    "\\ud800",
    "\\u0000",
    "<script>",
    "../..",
    "x" * 300,
    "",
    "=1+1",
    "\\u202e",
    "type",
    "\x01",
]
