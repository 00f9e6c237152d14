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

    def test_decoders_are_for_the_helper_alone(self):
        for place in ("core/imaging/client", "core/imaging/protocol", "stego/carrier", "app/services", "ui/places"):
            self.assert_refused(place + "/a.cpp", '#include "core/imaging/decoder/decoder.h"\n')
        for place in ("stego/carrier", "stego/embed", "stego/measure", "stego/reversible", "app/services", "ui/places"):
            self.assert_refused(place + "/a.cpp", '#include "stego/formats/open_format.h"\n')
        self.assert_refused("core/imaging/a.cpp", "int a = 1;\n")

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

    def test_decoders_beside_the_keys(self):
        self.assert_refused("ui/a.cpp", "QImageReader reader(&buffer);\n")
        self.assert_refused("ui/a.cpp", "picture.loadFromData(bytes);\n")
        self.assert_refused("ui/a.cpp", "QPixmap picture(toQt(file.string()));\n")
        self.assert_refused("ui/a.cpp", "text->setHtml(words);\n")
        self.assert_refused("app/a.cpp", "#include <QSvgRenderer>\n")
        for line in ("const auto image = QGuiApplication::clipboard()->image();", "auto* p = clipboard->pixmap( );",
                     "const auto picture = event->mimeData()->imageData();", "auto i = qvariant_cast<QImage>(value);",
                     "auto i = value.value<QPixmap>();", 'offered->data(u"application/x-qt-image"_s);'):
            self.assert_refused("ui/a.cpp", line + "\n")
        clean = run("check_style.py", {"ui/a.cpp": 'const auto bytes = clipboard->mimeData()->data(u"image/png"_s);\n'})
        self.assertEqual(clean.returncode, 0, clean.stdout)

    def test_nested_event_loops(self):
        for line in ("if (dialog.exec() == QDialog::Accepted)", "menu->exec(at);", "QCoreApplication::processEvents();",
                     "QEventLoop loop;", "const auto path = QFileDialog::getSaveFileName(this);",
                     "QMessageBox::warning(this, a, b);", "QInputDialog::getText(this, a, b);"):
            self.assert_refused("ui/places/a.cpp", line + "\n")
        result = run("check_style.py", {"ui/application.cpp": "return QApplication::exec();\ndialog->open();\n"})
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_clean(self):
        result = run("check_style.py", {"core/base/a.cpp": "int a = 1;\n"})
        self.assertEqual(result.returncode, 0, result.stdout)


class ThreatModel(unittest.TestCase):
    def lint(self, row):
        return run("check_threat_model.py", {
            "core/spec/threat-model.md": "| attacker | what holds |\n|---|---|\n" + row + "\n",
            "tests/core/test_share.cpp": "class T {\n    void noLinkIsFollowed() {}\n};\n",
        })

    def test_a_row_names_a_test_that_is_there(self):
        for row in ("| links | nothing (`test_share: noLinkIsFollowed`) |", "| links | nothing. `test_share` (`noLinkIsFollowed`) |",
                    "| links | nothing, see `identity::verifyCard` (`test_share`) |"):
            self.assertEqual(self.lint(row).returncode, 0, self.lint(row).stdout)

    def test_a_row_without_one(self):
        for row in ("| links | nothing |", "| links | nothing (`test_gone`) |", "| links | nothing (`test_share: aLinkIsFollowed`) |"):
            self.assertEqual(self.lint(row).returncode, 1, row)


if __name__ == "__main__":
    unittest.main()
