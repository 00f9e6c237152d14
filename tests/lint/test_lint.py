#!/usr/bin/env python3
"""The lints must be able to fail: each is run on a small tree with one breach of every rule."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent


def run(lint, files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, str(HERE / lint), folder], capture_output=True, text=True, check=False)


class Layers(unittest.TestCase):
    def assert_refused(self, name, text):
        result = run("check_layers.py", {name: text})
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(name, result.stdout)

    def test_arrows_that_point_up(self):
        self.assert_refused("core/base/a.h", '#include "core/crypto/keys.h"\n')
        self.assert_refused("core/vault/a.cpp", '#include "core/message/seal.h"\n')
        self.assert_refused("stego/embed/a.cpp", '#include "core/vault/vault.h"\n')
        self.assert_refused("ui/inbox/a.cpp", '#include "core/vault/vault.h"\n')
        self.assert_refused("ui/inbox/a.cpp", '#include "app/cli/tui.h"\n')
        self.assert_refused("app/services/a.cpp", '#include "ui/shell.h"\n')

    def test_qt_below_the_services(self):
        self.assert_refused("core/format/a.cpp", "#include <QString>\n")
        self.assert_refused("stego/carrier/a.cpp", "#include <QtCore/QFile>\n")

    def test_relative_include(self):
        self.assert_refused("core/base/a.cpp", '#include "a.h"\n')

    def test_what_is_allowed(self):
        result = run("check_layers.py", {
            "core/message/a.cpp": '#include "core/identity/card.h"\n#include <vector>\n',
            "core/pki/a.cpp": "#include <QtCrypto>\n",
            "app/services/b.cpp": '#include "core/vault/vault.h"\n#include <QString>\n',
            "app/programs/main.cpp": '#include "ui/application.h"\n',
        })
        self.assertEqual(result.returncode, 0, result.stdout)


class Style(unittest.TestCase):
    def assert_refused(self, name, text):
        result = run("check_style.py", {name: text})
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(name, result.stdout)

    def test_breaches(self):
        self.assert_refused("core/base/a.cpp", "// TO" + "DO later\n")
        self.assert_refused("core/base/a.cpp", "\n" * 601)
        self.assert_refused("core/base/a.cpp", 'auto text = tr("Hello");\n')
        self.assert_refused("README.md", "see /ro" + "ot/notes\n")
        self.assert_refused("app/a.h", "static Thing& instance();\n")

    def test_clean(self):
        result = run("check_style.py", {"core/base/a.cpp": "int a = 1;\n"})
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
