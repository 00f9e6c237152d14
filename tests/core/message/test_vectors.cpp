// Every vector of tests/vectors/blob gives exactly the error its index names, and no message.
#include <QtTest>
#include <fstream>
#include <sstream>

#include "core/base/file_system.h"
#include "core/format/cover_envelope.h"
#include "core/message/open.h"
#include "core/vault/key_slots.h"
#include "tests/support/test_data.h"

using namespace medveil;

namespace {
struct Counting final : message::Quarantine {
    base::Result<void> begin(std::size_t, const format::AttachmentEntry&) override { return {}; }
    base::Result<void> write(base::ByteView bytes) override {
        content.insert(content.end(), bytes.begin(), bytes.end());
        return {};
    }
    base::Bytes content;
};

identity::Identity load(const std::string& name) {
    const auto path = test::vectorFolder() / "blob" / (name + ".identity");
    return identity::decodeIdentity(base::readWholeFile(base::systemFileSystem(), path, 1 << 16).value())
        .value();
}
/// Hexadecimal pieces, each as often as the number behind its star says: "86 61*200".
base::Bytes expanded(const QString& pieces) {
    base::Bytes bytes;
    for (const auto& piece : pieces.split(QLatin1Char(' '))) {
        const auto parts = piece.split(QLatin1Char('*'));
        const auto one = QByteArray::fromHex(parts[0].toLatin1());
        for (int times = parts.size() > 1 ? parts[1].toInt() : 1; times > 0; --times)
            bytes.insert(bytes.end(), one.begin(), one.end());
    }
    return bytes;
}

std::string outcomeOf(const QString& kind, base::ByteView bytes) {
    const auto name = [](const auto& result) {
        return result ? std::string("ok") : std::string(base::errorName(result.error().code));
    };
    if (kind == QLatin1String("manifest"))
        return name(format::decodeManifest(bytes));
    if (kind == QLatin1String("body"))
        return name(format::decodeBody(bytes));
    if (kind == QLatin1String("receipt"))
        return name(format::decodeReceipt(bytes));
    if (kind == QLatin1String("image"))
        return name(format::decodeImageBody(bytes));
    if (kind == QLatin1String("envelope"))
        return name(format::decodeEnvelope(bytes));
    if (kind == QLatin1String("slots"))
        return name(vault::decodeSlotFile(bytes));
    if (kind == QLatin1String("identity"))
        return name(identity::decodeIdentity(bytes));
    return "no such kind";
}
}  // namespace

class TestVectors : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void vectors() {
        const auto sender = load("sender");
        const auto reader = load("reader");
        const auto senders = [&](const format::PersonId& person, std::uint64_t) {
            return person == sender.person() ? std::optional(sender.card) : std::nullopt;
        };
        std::ifstream index(test::vectorFolder() / "blob" / "index.txt");
        std::string line;
        QString problems;
        int faults = 0;
        int sound = 0;
        base::NullTaskContext task;
        while (std::getline(index, line)) {
            std::istringstream fields(line);
            std::string file;
            std::string expected;
            std::string what;
            std::getline(fields, file, '\t');
            std::getline(fields, expected, '\t');
            std::getline(fields, what);
            const auto bytes =
                base::readWholeFile(base::systemFileSystem(), test::vectorFolder() / "blob" / file, 1 << 20);
            QVERIFY2(bytes.has_value(), file.c_str());
            base::MemorySource source(*bytes);
            Counting quarantine;
            const auto opened =
                message::open(source, bytes->size(), reader, nullptr, senders, quarantine, task);
            const auto got = opened ? std::string("ok") : std::string(base::errorName(opened.error().code));
            if (got != expected)
                problems += QString::fromStdString(file + ", " + what + ": expected " + expected + ", got " +
                                                   got + "\n");
            if (opened) {
                QCOMPARE(quarantine.content, base::toBytes(base::asBytes("attached")));
                QCOMPARE(format::decodeBody(opened->body)->patient.name, std::string("Ida Berg"));
                ++sound;
            } else {
                ++faults;
            }
        }
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QCOMPARE(sound, 19);
        QVERIFY2(faults >= 100, qPrintable(QString::number(faults)));
    }

    /// At each bound and above it, and with two faults: the order of checks.
    void contents() {
        QString problems;
        int count = 0;
        for (const auto& file : std::filesystem::directory_iterator(test::vectorFolder() / "content")) {
            const auto kind = QString::fromStdString(file.path().stem().string());
            std::ifstream lines(file.path());
            for (std::string line; std::getline(lines, line); ++count) {
                const auto fields = QString::fromStdString(line).split(QLatin1Char('\t'));
                QCOMPARE(fields.size(), 3);
                const auto got = outcomeOf(kind, expanded(fields[2]));
                if (got != fields[0].toStdString())
                    problems += QStringLiteral("\n%1, %2: expected %3, got %4")
                                    .arg(kind, fields[1], fields[0], QString::fromStdString(got));
            }
        }
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY2(count >= 140, qPrintable(QString::number(count)));
    }
};

QTEST_GUILESS_MAIN(TestVectors)
#include "test_vectors.moc"
