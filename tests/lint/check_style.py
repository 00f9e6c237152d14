#!/usr/bin/env python3
"""Checks what the compiler and clang-format do not: file length, unfinished words, secrets in the wrong containers,
text for people outside the two places that may hold it. One line per finding; exit status 1 when there is one."""
import pathlib
import re
import subprocess
import sys

MAX_LINES = 600
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|not implemented|lorem ipsum)\b", re.IGNORECASE)
TRANSLATED = re.compile(r"\b(tr|translate)\s*\(")
# Nothing that names a machine or a maker's workplace belongs in the product.
FOREIGN = re.compile(r"/work/|/root/|\bsandbox(ed)? session\b|deb\.debian\.org", re.IGNORECASE)
# Files of others are decoded in the helper process, never by Qt beside the keys. One file draws our own icons.
DECODES = re.compile(
    r"\b(QImageReader|QMovie|QPicture|QSvgRenderer|QSvgWidget|QGraphicsSvgItem|QTextBrowser|QMediaPlayer|QPdfDocument"
    r"|loadFromData|fromData|fromImageReader|setHtml|setMarkdown|imageData)\b|Qt::RichText|Qt::MarkdownText"
    r"|[Cc]lipboard(\(\))?\s*(->|\.)\s*(image|pixmap)\s*\(|\b(qvariant_cast|value)<\s*Q(Image|Pixmap|Bitmap)\s*>"
    r"|application/x-qt-image"
    r"|\bQ(Image|Pixmap|Bitmap|Icon)\b\s*\w*\(.*([Pp]ath|[Ff]ile|fromStdString)"
)
DRAWS_OWN_ICONS = "ui/theme/theme.cpp"
# A loop inside a slot: a lock that comes meanwhile deletes what the code after the loop still stands on.
NESTED = re.compile(r"\b[\w)]+(\.|->)exec\s*\(|\bprocessEvents\b|\bQEventLoop\b|\bQFileDialog::get\w+"
                    r"|\bQ(MessageBox::(information|question|warning|critical|about)|InputDialog::get\w+|ColorDialog::get\w+)\b"
                    r"|\bQDialog::exec\b|\bterminate\s*\(")
SINGLETON = re.compile(r"\bstatic\s+[\w:]+\s*[&*]\s*instance\s*\(")


def tracked(root):
    out = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    if out.returncode == 0 and out.stdout:
        return [root / name for name in out.stdout.decode().split("\0") if name and (root / name).is_file()]
    return [p for p in root.rglob("*") if p.is_file() and "build" not in p.relative_to(root).parts[:1]]


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    findings = []
    sources = 0
    for path in tracked(root):
        name = path.relative_to(root).as_posix()
        if name.startswith(("tests/lint/", "tests/vectors/")) or path.suffix not in (
            ".h", ".cpp", ".py", ".sh", ".md", ".txt", ".cmake", ".json", ""):
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        code = path.suffix in (".h", ".cpp")
        sources += code
        product = name.startswith(("app/", "core/", "stego/", "ui/"))
        if code and len(lines) > MAX_LINES:
            findings.append(f"{name}: {len(lines)} lines, over {MAX_LINES}")
        for number, line in enumerate(lines, 1):
            if code and UNFINISHED.search(line):
                findings.append(f"{name}:{number}: unfinished: {line.strip()[:80]}")
            if FOREIGN.search(line) and name != "LICENSE":
                findings.append(f"{name}:{number}: names a machine: {line.strip()[:80]}")
            if name.startswith("ui/") and code and NESTED.search(line):
                findings.append(f"{name}:{number}: a nested event loop: open() it and connect: {line.strip()[:80]}")
            if product and code and SINGLETON.search(line):
                findings.append(f"{name}:{number}: a global instance")
            if name.startswith(("app/", "ui/")) and name != DRAWS_OWN_ICONS and code and DECODES.search(line):
                findings.append(f"{name}:{number}: decodes beside the keys: {line.strip()[:80]}")
            if name.startswith(("core/", "stego/")) and code and TRANSLATED.search(line):
                findings.append(f"{name}:{number}: text for people belongs in ui and app/messages")
    for finding in findings:
        print(finding)
    print(f"{sources} sources, {len(findings)} findings")
    return 1 if findings or sources == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
