#!/usr/bin/env python3
"""Writes confidentiality_table.inc from the machine-readable table E.1-1 of DICOM PS3.15 (the JSON of
github.com/innolitics/dicom-standard, MIT licence): make_confidentiality_table.py confidentiality_profile_attributes.json"""
import json
import pathlib
import re
import sys

OPTIONS = {
    "rtnUIDsOpt": "kUids",
    "rtnDevIdOpt": "kDevice",
    "rtnInstIdOpt": "kInstitution",
    "rtnPatCharsOpt": "kPatient",
    "rtnLongFullDatesOpt": "kDates",
}

rows = []
for entry in json.load(open(sys.argv[1], encoding="utf-8")):
    tag = entry["id"].upper()
    if not re.fullmatch("[0-9A-F]{8}", tag):
        continue  # curves, overlays and private elements, whole groups, are dealt with in confidentiality_rules.cpp
    # Only what may be kept as it is; an option that cleans (C) is not offered but for dates, all of which are shifted.
    keeps = [name for key, name in OPTIONS.items() if entry.get(key) == "K"]
    if entry.get("rtnLongModifDatesOpt"):
        keeps.append("kShiftedDates")
    rows.append((tag, entry["basicProfile"].rstrip("*"), " | ".join(keeps) or "0", " ".join(entry["name"].split())))

lines = [
    "// Made by make_confidentiality_table.py from DICOM PS3.15, table E.1-1, as github.com/innolitics/dicom-standard has",
    "// it (Copyright (c) 2017 Innolitics, LLC, MIT licence). Tag, action of the basic profile, options that keep it.",
]
lines += [f'{{0x{tag}, "{action}", {keeps}}},  // {name}' for tag, action, keeps, name in sorted(rows)]
target = pathlib.Path(__file__).with_name("confidentiality_table.inc")
target.write_text("\n".join(lines) + "\n", encoding="utf-8")
print(len(rows), "attributes")
