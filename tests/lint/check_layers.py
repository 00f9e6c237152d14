#!/usr/bin/env python3
"""Checks the arrows between the rooms: a source may include only what its room may see.

Linking does not enforce this: with root-relative includes a forbidden header compiles unnoticed.
Exit status 1 and one line per finding when an arrow points up.
"""
import pathlib
import re
import sys

BASE = ["core/base/"]
CRYPTO = BASE + ["core/crypto/"]

# room -> prefixes of project headers it may include, besides its own
ALLOWED = {
    "core/base": [],
    "core/crypto": BASE,
    "core/pki": CRYPTO,
    "core/format": CRYPTO,
    "core/identity": CRYPTO + ["core/format/", "core/pki/"],
    "core/vault": CRYPTO + ["core/format/"],
    # medveil-decoder links it: no vault, no keys.
    "core/records": BASE,
    "core/access": CRYPTO + ["core/format/", "core/identity/", "core/vault/"],
    "core/message": CRYPTO + ["core/format/", "core/pki/", "core/identity/"],
    "core/share": CRYPTO + ["core/format/", "core/identity/", "core/message/"],
    "core/imaging/model": CRYPTO,
    "core/imaging/protocol": CRYPTO + ["core/imaging/model/", "core/records/"],
    "core/imaging/client": CRYPTO + ["core/imaging/model/", "core/imaging/protocol/", "core/records/"],
    # Reads foreign bytes. Nobody includes it but the helper's main function.
    "core/imaging/decoder": CRYPTO + ["core/imaging/model/", "core/imaging/protocol/", "core/records/"],
    "core/research": CRYPTO + ["core/format/", "core/vault/", "core/records/"],
    "stego/carrier": CRYPTO + ["core/imaging/client/", "core/imaging/model/", "core/imaging/protocol/"],
    # Reads foreign bytes, too.
    "stego/formats": CRYPTO + ["core/imaging/decoder/", "core/imaging/model/", "core/imaging/protocol/", "stego/carrier/"],
    "stego/frame": CRYPTO + ["stego/carrier/"],
    "stego/reversible": CRYPTO + ["stego/carrier/"],
    "stego/embed": CRYPTO + ["stego/carrier/", "stego/frame/", "stego/reversible/"],
    "stego/measure": CRYPTO + ["stego/carrier/", "stego/frame/", "stego/embed/"],
    "app/programs": BASE + ["app/", "ui/", "core/imaging/decoder/decoder_service.h", "stego/formats/carrier_service.h"],
    "app": ["app/", "core/", "stego/"],
    # The window sees services and plain values, never a vault, a key or a message.
    "ui": ["ui/", "app/"] + BASE,
}
# Services are for everybody; programs are for nobody.
# What decodes foreign bytes stays out of every program but the helper.
FORBIDDEN = {"ui": ["app/programs/", "app/cli/"], "app": ["app/programs/", "core/imaging/decoder/", "stego/formats/"]}

PROJECT_ROOTS = ("core/", "stego/", "app/", "ui/", "tests/")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
# Rooms that must build without Qt: only core/pki stands on QCA, and so on QtCore.
QT = re.compile(r"^(Q[A-Z][A-Za-z]+|Qt[A-Z]\w*/.*|q[a-z]+\.h|qca.*|QtCrypto.*)$")


def room_of(path):
    parts = path.split("/")
    for depth in (3, 2, 1):
        room = "/".join(parts[:depth])
        if room in ALLOWED:
            return room
    return None


def check(root):
    findings = []
    count = 0
    for top in ("core", "stego", "app", "ui"):
        for source in sorted((root / top).rglob("*")):
            if source.suffix not in (".h", ".cpp"):
                continue
            count += 1
            path = source.relative_to(root).as_posix()
            room = room_of(path)
            if room is None:
                findings.append(f"{path}: stands in no known room")
                continue
            allowed = ALLOWED[room] + [room + "/"]
            for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                quote, header = match.groups()
                if quote == '"' and header.startswith(PROJECT_ROOTS):
                    if not any(header.startswith(prefix) for prefix in allowed) or any(
                        header.startswith(prefix) for prefix in FORBIDDEN.get(room, [])
                    ):
                        findings.append(f"{path}:{number}: {room} may not include {header}")
                elif quote == '"' and not header.endswith(".moc"):
                    if not header.startswith("moc_"):
                        findings.append(f"{path}:{number}: includes are root-relative: {header}")
                elif quote == "<" and QT.match(header) and top in ("core", "stego") and room != "core/pki":
                    findings.append(f"{path}:{number}: {room} may not see Qt ({header})")
    return count, findings


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    count, findings = check(root)
    for finding in findings:
        print(finding)
    print(f"{count} sources, {len(findings)} arrows that point up")
    return 1 if findings or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
