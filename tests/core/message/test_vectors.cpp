// Every vector of tests/vectors/blob gives exactly the error its index names, and no message.
#include <QtTest>
#include <fstream>
#include <sstream>

#include "core/base/file_system.h"
#include "core/message/open.h"
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
        QCOMPARE(sound, 6);
        QVERIFY2(faults >= 100, qPrintable(QString::number(faults)));
    }
};

QTEST_GUILESS_MAIN(TestVectors)
#include "test_vectors.moc"
