// Sealing and opening: both suites, every size class, and every way to damage a sealed message.
#include <QtTest>

#include "core/base/parallel.h"
#include "core/crypto/aead.h"
#include "core/crypto/random.h"
#include "core/format/file_digest.h"
#include "core/format/time_rule.h"
#include "core/message/open.h"
#include "core/message/seal.h"
#include "tests/support/people.h"

using namespace medveil;
using base::ErrorCode;

namespace {

class MemoryQuarantine final : public message::Quarantine {
  public:
    base::Result<void> begin(std::size_t index, const format::AttachmentEntry&) override {
        if (index != contents.size())
            return base::fail(ErrorCode::kInternal);
        contents.emplace_back();
        return {};
    }
    base::Result<void> write(base::ByteView bytes) override {
        contents.back().insert(contents.back().end(), bytes.begin(), bytes.end());
        return {};
    }
    std::vector<base::WipedBytes> contents;
};

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

message::AttachmentSource attachment(const std::string& name, const base::Bytes& content) {
    return {{name, "application/octet-stream", content.size()},
            [&content]() -> base::Result<std::unique_ptr<base::ByteSource>> {
                return std::make_unique<base::MemorySource>(content);
            }};
}

message::Draft draftOf(const std::vector<base::Bytes>& attachments) {
    message::Draft draft;
    draft.body = format::encodeBody({{true, "MRN-1", "Ida Berg"}, "Potassium is 6.1"});
    for (std::size_t i = 0; i < attachments.size(); ++i)
        draft.attachments.push_back(attachment("scan" + std::to_string(i) + ".dcm", attachments[i]));
    return draft;
}

struct Sealed {
    base::Bytes bytes;
    message::SealedInfo info;
};

Sealed seal(format::Suite suite, const message::Draft& draft, std::vector<std::size_t> readers,
            message::KeyTransport transport = message::KeyTransport::kStanzas) {
    std::vector<format::Card> cards;
    for (const auto index : readers)
        cards.push_back(test::person(index).card.card);
    Sealed sealed;
    base::MemorySink sink(sealed.bytes);
    base::NullTaskContext task;
    message::SealOptions options;
    options.suite = suite;
    options.message = crypto::randomValue<format::MessageId>();
    options.created = 1'800'000'000'000;
    sealed.info = message::seal(test::person(0), cards, draft, options, transport, sink, task).value();
    return sealed;
}

std::optional<format::SignedCard> everybody(const format::PersonId& id, std::uint64_t) {
    for (std::size_t i = 0; i < 4; ++i) {
        if (test::person(i).person() == id)
            return test::person(i).card;
    }
    return std::nullopt;
}

base::Result<message::OpenedMessage> open(base::ByteView bytes, std::size_t reader,
                                          MemoryQuarantine& quarantine,
                                          const crypto::SymmetricKey* key = nullptr) {
    base::MemorySource source(bytes);
    base::NullTaskContext task;
    return message::open(source, bytes.size(), test::person(reader), key, everybody, quarantine, task);
}

ErrorCode refusal(base::ByteView bytes, std::size_t reader) {
    MemoryQuarantine quarantine;
    const auto result = open(bytes, reader, quarantine);
    return result ? ErrorCode{} : result.error().code;
}

}  // namespace

class TestMessage : public QObject {
    Q_OBJECT

    static void suites() {
        QTest::addColumn<int>("suite");
        QTest::newRow("X25519, ChaCha20-Poly1305") << 1;
        QTest::newRow("RSA-3072, AES-256-GCM") << 2;
    }

  private Q_SLOTS:
    void roundTrip_data() {
        QTest::addColumn<int>("suite");
        QTest::addColumn<int>("size");
        const int chunk = static_cast<int>(format::kChunkBytes);
        for (int suite = 1; suite <= 2; ++suite)
            for (const int size : {0, 1, 1000, chunk - 500, chunk, chunk + 1, 9 * chunk + 77, 20 * chunk})
                QTest::addRow("suite %d, %d bytes", suite, size) << suite << size;
    }
    void roundTrip() {
        QFETCH(int, suite);
        QFETCH(int, size);
        const std::vector<base::Bytes> contents = {
            randomBytes(static_cast<std::size_t>(size)), {}, randomBytes(3)};
        const auto draft = draftOf(contents);
        const auto sealed = seal(static_cast<format::Suite>(suite), draft, {1, 2});
        QCOMPARE(sealed.info.size, std::uint64_t{sealed.bytes.size()});
        QVERIFY(format::fileDigest(sealed.bytes) == sealed.info.digest);
        for (const std::size_t reader : {1U, 2U}) {
            MemoryQuarantine quarantine;
            const auto opened = open(sealed.bytes, reader, quarantine);
            QVERIFY(opened.has_value());
            QCOMPARE(quarantine.contents.size(), contents.size());
            for (std::size_t i = 0; i < contents.size(); ++i)
                QVERIFY(std::ranges::equal(quarantine.contents[i], contents[i]));
            const auto body = format::decodeBody(opened->body);
            QVERIFY(body.has_value());
            QCOMPARE(body->patient.name, std::string("Ida Berg"));
        }
        QCOMPARE(refusal(sealed.bytes, 3), ErrorCode::kNotForMe);
    }

    void sizeIsKnownBefore_data() { suites(); }
    void sizeIsKnownBefore() {
        QFETCH(int, suite);
        const std::vector<base::Bytes> contents = {randomBytes(700'000)};
        const auto draft = draftOf(contents);
        const auto sealed = seal(static_cast<format::Suite>(suite), draft, {1});
        MemoryQuarantine quarantine;
        const auto opened = open(sealed.bytes, 1, quarantine);
        QVERIFY(opened.has_value());
        const auto manifest = format::encodeManifest(opened->manifest);
        QCOMPARE(message::sealedSize(1, opened->manifest.contentSize(), manifest.size(),
                                     static_cast<format::Suite>(suite)),
                 std::uint64_t{sealed.bytes.size()});
    }

    void everyByteFlipped_data() { suites(); }
    void everyByteFlipped() {
        QFETCH(int, suite);
        const std::vector<base::Bytes> contents = {randomBytes(100)};
        const auto draft = draftOf(contents);
        auto sealed = seal(static_cast<format::Suite>(suite), draft, {1}).bytes;
        // RSA decryption costs milliseconds: suite 2 is sampled inside the stanzas, whose every byte the MAC
        // covers alike.
        const std::size_t stanzas =
            format::kBlobFixedBytes + 4 * format::stanzaBytes(static_cast<format::Suite>(suite));
        std::size_t tried = 0;
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            if (suite == 2 && i >= format::kBlobFixedBytes && i < stanzas && i % 16 != 0)
                continue;
            sealed[i] ^= static_cast<base::Byte>(1U << (i % 8));
            MemoryQuarantine quarantine;
            QVERIFY2(!open(sealed, 1, quarantine), qPrintable(QString::number(i)));
            sealed[i] ^= static_cast<base::Byte>(1U << (i % 8));
            ++tried;
        }
        QVERIFY(tried > 500);
        QCOMPARE(refusal(sealed, 1), ErrorCode{});
    }

    void everyTruncation() {
        const std::vector<base::Bytes> contents = {randomBytes(100)};
        const auto draft = draftOf(contents);
        const auto sealed = seal(format::Suite::kX25519ChaCha20, draft, {1}).bytes;
        for (std::size_t size = 0; size < sealed.size(); ++size)
            QVERIFY2(refusal(base::ByteView(sealed).first(size), 1) != ErrorCode{},
                     qPrintable(QString::number(size)));
        auto longer = sealed;
        longer.push_back(0);
        QVERIFY(refusal(longer, 1) != ErrorCode{});
    }

    void everyChunkSwappedDroppedDoubled() {
        const std::vector<base::Bytes> contents = {randomBytes(6 * format::kChunkBytes)};
        const auto draft = draftOf(contents);
        const auto sealed = seal(format::Suite::kX25519ChaCha20, draft, {1}).bytes;
        const std::size_t header = format::kBlobFixedBytes + 4 * 80 + format::kBlobMacBytes;
        const std::size_t step = format::kChunkBytes + crypto::kTagBytes;
        const std::size_t count = (sealed.size() - header) / step;
        QVERIFY(count >= 6);
        const auto chunkAt = [&](base::Bytes& bytes, std::size_t i) {
            return bytes.begin() + static_cast<std::ptrdiff_t>(header + i * step);
        };
        for (std::size_t i = 0; i + 1 < count; ++i) {
            auto swapped = sealed;
            std::swap_ranges(chunkAt(swapped, i), chunkAt(swapped, i + 1), chunkAt(swapped, i + 1));
            QCOMPARE(refusal(swapped, 1), ErrorCode::kAuthenticationFailed);
            auto dropped = sealed;
            dropped.erase(chunkAt(dropped, i), chunkAt(dropped, i + 1));
            QVERIFY(refusal(dropped, 1) != ErrorCode{});
            auto doubled = sealed;
            const base::Bytes copy(chunkAt(doubled, i), chunkAt(doubled, i + 1));
            doubled.insert(chunkAt(doubled, i), copy.begin(), copy.end());
            QVERIFY(refusal(doubled, 1) != ErrorCode{});
        }
    }

    void detachedNeedsItsKey() {
        const auto draft = draftOf({});
        const auto sealed =
            seal(format::Suite::kX25519ChaCha20, draft, {1}, message::KeyTransport::kDetached);
        QVERIFY(refusal(sealed.bytes, 1) != ErrorCode{});
        MemoryQuarantine quarantine;
        QVERIFY(open(sealed.bytes, 1, quarantine, &sealed.info.key).has_value());
        const auto wrong = crypto::randomKey();
        QVERIFY(!open(sealed.bytes, 1, quarantine, &wrong).has_value());
    }

    /// Nothing is made that every reader would refuse.
    void timesThatNobodyWouldReadAreNotSealed() {
        base::NullTaskContext task;
        const std::vector cards = {test::person(1).card.card};
        for (const auto& [created, expires] :
             {std::pair(format::kLatestTime + 1, base::Timestamp{0}),
              std::pair(base::Timestamp{1'800'000'000'000}, format::kLatestTime + 1)}) {
            base::Bytes bytes;
            base::MemorySink sink(bytes);
            message::SealOptions options;
            options.message = crypto::randomValue<format::MessageId>();
            options.created = created;
            options.expires = expires;
            const auto sealed = message::seal(test::person(0), cards, draftOf({}), options,
                                              message::KeyTransport::kStanzas, sink, task);
            QVERIFY2(!sealed, "a message that its reader refuses was sealed");
            QCOMPARE(sealed.error().code, ErrorCode::kInvalidArgument);
        }
    }

    void forwardedToAThirdPersonIsRefused() {
        // Somebody who holds the key passes it on: the third person's client sees that it was never meant.
        const auto draft = draftOf({});
        const auto sealed = seal(format::Suite::kX25519ChaCha20, draft, {1});
        MemoryQuarantine quarantine;
        const auto opened = open(sealed.bytes, 2, quarantine, &sealed.info.key);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::kNotIntendedReader);
    }

    void unknownSender() {
        const auto draft = draftOf({});
        const auto sealed = seal(format::Suite::kX25519ChaCha20, draft, {1});
        base::MemorySource source(sealed.bytes);
        base::NullTaskContext task;
        MemoryQuarantine quarantine;
        const auto opened = message::open(
            source, sealed.bytes.size(), test::person(1), nullptr,
            [](const auto&, auto) { return std::nullopt; }, quarantine, task);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::kUnknownContact);
    }

    /// The reader's own failure says nothing about the sender.
    void aLookupThatFailsIsNoUnknownSender() {
        const auto draft = draftOf({});
        const auto sealed = seal(format::Suite::kX25519ChaCha20, draft, {1});
        base::MemorySource source(sealed.bytes);
        base::NullTaskContext task;
        MemoryQuarantine quarantine;
        const auto opened = message::open(
            source, sealed.bytes.size(), test::person(1), nullptr,
            [](const auto&, auto) { return base::fail(ErrorCode::kContactsDamaged, "row"); }, quarantine,
            task);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::kContactsDamaged);
    }

    void aSourceThatChangesIsRefused() {
        const auto content = randomBytes(1000);
        for (const std::uint64_t claimed : {999U, 1001U}) {
            auto draft = draftOf({});
            draft.attachments.push_back(attachment("a.bin", content));
            draft.attachments[0].entry.size = claimed;
            base::Bytes out;
            base::MemorySink sink(out);
            base::NullTaskContext task;
            message::SealOptions options;
            options.message = crypto::randomValue<format::MessageId>();
            QVERIFY(!message::seal(test::person(0), {test::person(1).card.card}, draft, options,
                                   message::KeyTransport::kStanzas, sink, task));
        }
    }

    void aLongerSourceIsRefusedWithAnyPadding() {
        // Among 64 sizes in a row one needs no padding at all.
        for (std::size_t size = 1000; size < 1064; ++size) {
            const base::Bytes content(size + 1);
            auto draft = draftOf({});
            draft.attachments.push_back(attachment("a.bin", content));
            draft.attachments[0].entry.size = size;
            base::Bytes out;
            base::MemorySink sink(out);
            base::NullTaskContext task;
            QVERIFY2(!message::seal(test::person(0), {test::person(1).card.card}, draft, {},
                                    message::KeyTransport::kStanzas, sink, task),
                     qPrintable(QString::number(size)));
        }
    }

    void endsEarlyWhileABatchIsWritten_data() {
        QTest::addColumn<bool>("cancel");
        QTest::newRow("cancelled") << true;
        QTest::newRow("attachment ends early") << false;
    }
    void endsEarlyWhileABatchIsWritten() {
        // The sink still reads the first batch when sealing stops: the bytes must be there until it is done.
        QFETCH(bool, cancel);
        struct SlowSink final : base::ByteSink {
            base::Result<void> write(base::ByteView bytes) override {
                if (bytes.size() > format::kChunkBytes)
                    QThread::msleep(200);
                seen.assign(bytes.begin(), bytes.end());
                return {};
            }
            base::Bytes seen;
        } sink;
        struct CancelledAfterABatch final : base::TaskContext {
            bool cancelled() const override { return wanted && reported; }
            void report(const base::Progress&) override { reported = true; }
            bool wanted = false;
            bool reported = false;
        } task;
        task.wanted = cancel;
        const base::Bytes content(base::coreCount() * 8 * format::kChunkBytes);
        auto draft = draftOf({});
        draft.attachments.push_back(attachment("a.bin", content));
        if (!cancel)
            draft.attachments[0].entry.size += 1000;
        const auto result = message::seal(test::person(0), {test::person(1).card.card}, draft, {},
                                          message::KeyTransport::kStanzas, sink, task);
        QVERIFY(!result);
        QCOMPARE(result.error().code, cancel ? ErrorCode::kCancelled : ErrorCode::kUnexpectedEnd);
        QVERIFY(sink.seen.size() > format::kChunkBytes);
    }

    void cancelled() {
        struct Cancelled final : base::TaskContext {
            bool cancelled() const override { return true; }
            void report(const base::Progress&) override {}
        } task;
        const auto draft = draftOf({});
        base::Bytes out;
        base::MemorySink sink(out);
        const auto result = message::seal(test::person(0), {test::person(1).card.card}, draft, {},
                                          message::KeyTransport::kStanzas, sink, task);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::kCancelled);
    }
};

QTEST_GUILESS_MAIN(TestMessage)
#include "test_message.moc"
