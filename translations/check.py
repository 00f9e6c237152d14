#!/usr/bin/env python3
"""Fails on a text without a translation, or one that lost or gained a place holder (%1, %n): check.py FILE.ts..."""
import re
import sys
import xml.etree.ElementTree as ElementTree


def holders(text):
    return sorted(re.findall(r"%(?:L?\d+)", text))


def faults(path):
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name")
        # What lupdate puts elsewhere is looked for in vain by the program.
        if name not in ("ErrorText", "QObject") and not name.startswith("medveil::ui::"):
            yield f"{path}: no class is called {name}"
        for message in context.iter("message"):
            source = message.findtext("source")
            translation = message.find("translation")
            where = f"{path}: {name}: {source!r}"
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            if translation.get("type") == "unfinished" or not all(forms):
                yield f"{where}: not translated"
            for form in forms:
                # A singular may say "one" without the number; nothing else may go.
                if form and holders(form) != holders(source):
                    yield f"{where}: other place holders in {form!r}"


found = [fault for path in sys.argv[1:] for fault in faults(path)]
print("\n".join(found), file=sys.stderr)
sys.exit(1 if found else 0)
