// Encodings that are signed or come from outside: what is written reads back, and every change of a byte
// and every cut is refused or reads as another well-formed value, never as garbage.
#include <QtTest>

#include "core/crypto/random.h"
#include "core/format/card.h"
#include "core/format/cbor.h"
#include "core/format/cover_envelope.h"
#include "core/format/file_digest.h"
#include "core/format/manifest.h"
#include "core/format/text_rules.h"
#include "tests/support/people.h"

using namespace medveil;
using base::ErrorCode;

namespace {

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

/// Deterministic: what decodes must encode to the very bytes it came from.
template <class Decode, class Encode>
void eachMutation(base::ByteView encoded, Decode decode, Encode encode) {
    int accepted = 0;
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        QVERIFY(!decode(encoded.first(at)));
        for (const unsigned flip : {0x01U, 0x20U, 0x80U, 0xffU}) {
            auto changed = base::toBytes(encoded);
            changed[at] = static_cast<base::Byte>(changed[at] ^ flip);
            if (const auto value = decode(changed)) {
                ++accepted;
                QVERIFY(std::ranges::equal(encode(*value), changed));
            }
        }
    }
    auto longer = base::toBytes(encoded);
    longer.push_back(0);
    QVERIFY(!decode(longer));
    QVERIFY(accepted > 0);  // unauthenticated by design: who reads checks a signature or a seal
}

}  // namespace

class TestFormat : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Without an authority a body is what it always was; with one it is of version 2, and nothing else is.
    void bodies() {
        format::MessageBody body;
        body.patient = {true, "2004", "Ida Berg"};
        body.text.assign({'h', 'b'});
        const auto plain = format::encodeBody(body);
        QCOMPARE(base::toHex(base::ByteView(plain)), std::string("8501f56432303034684964612042657267626862"));
        body.patient.authority = "South";
        const auto stated = format::encodeBody(body);
        QCOMPARE(base::toHex(base::ByteView(stated)), std::string("8602f56432303034684964612042657267"
                                                                  "65536f757468"
                                                                  "626862"));
        QVERIFY(format::decodeBody(plain)->patient.authority.empty());
        QVERIFY(format::decodeBody(stated)->patient == body.patient);
        for (const auto& encoded : {plain, stated})
            eachMutation(encoded, format::decodeBody,
                         [](const auto& value) { return format::encodeBody(value); });
    }

    void receipts() {
        format::Receipt receipt;
        receipt.kind = format::ReceiptKind::kRejected;
        receipt.message = crypto::randomValue<format::MessageId>();
        receipt.blob = crypto::sha256(randomBytes(3));
        receipt.time = 1'700'000'000'000;
        receipt.reason = 602;
        const auto encoded = format::encodeReceipt(receipt);
        const auto back = format::decodeReceipt(encoded);
        QVERIFY(back);
        QVERIFY(back->blob == receipt.blob && back->message == receipt.message);
        QCOMPARE(back->time, receipt.time);
        QCOMPARE(back->reason, receipt.reason);
        eachMutation(encoded, format::decodeReceipt, format::encodeReceipt);
    }

    void envelopes() {
        format::CoverEnvelope ticket;
        ticket.name = crypto::sha256(randomBytes(3));
        ticket.key = crypto::randomKey();
        ticket.size = 123'456;
        const auto encoded = format::encodeEnvelope(ticket);
        QVERIFY(encoded.size() <= format::kTicketEnvelopeBytes);
        QVERIFY(format::decodeEnvelope(encoded)->isTicket());
        eachMutation(encoded, format::decodeEnvelope, format::encodeEnvelope);
        format::CoverEnvelope inside;
        inside.blob = randomBytes(300);
        const auto whole = format::encodeEnvelope(inside);
        QVERIFY(whole.size() <= inside.blob.size() + format::kInlineEnvelopeOverhead);
        QVERIFY(format::decodeEnvelope(whole)->blob == inside.blob);
        eachMutation(whole, format::decodeEnvelope, format::encodeEnvelope);
    }

    void cards() {
        const auto& card = test::person(0).card;
        const auto encoded = format::encodeSignedCard(card);
        const auto back = format::decodeSignedCard(encoded);
        QVERIFY(back);
        QVERIFY(back->card.person == card.card.person);
        QCOMPARE(back->card.name, card.card.name);
        QVERIFY(back->card.rsa == card.card.rsa);
        eachMutation(encoded, format::decodeSignedCard, format::encodeSignedCard);
    }

    void cborRefusesOtherSpellings() {
        const auto reads = [](std::initializer_list<int> raw) {
            base::Bytes bytes;
            for (const int byte : raw)
                bytes.push_back(static_cast<base::Byte>(byte));
            format::CborReader in(bytes);
            return in.integer().has_value();
        };
        QVERIFY(reads({0x17}));
        QVERIFY(reads({0x18, 0x18}));
        QVERIFY(!reads({0x18, 0x17}));  // longer than needed
        QVERIFY(!reads({0x19, 0x00, 0xff}));
        QVERIFY(!reads({0x20}));              // negative
        QVERIFY(!reads({0xc1, 0x01}));        // tag
        QVERIFY(!reads({0xf9, 0x3c, 0x00}));  // float
        QVERIFY(!reads({}));
        base::Bytes indefinite = {0x9f, 0x01, 0xff};
        QVERIFY(!format::CborReader(indefinite).array(10));
        base::Bytes huge = {0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
        QVERIFY(!format::CborReader(huge).array(1'000'000));
        base::Bytes longText = {0x7b, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00};
        QVERIFY(!format::CborReader(longText).text(SIZE_MAX));
        base::Bytes notUtf8 = {0x62, 0xc3, 0x28};
        QVERIFY(!format::CborReader(notUtf8).text(10));
    }

    void padding() {
        for (std::uint64_t length = 1; length < 70'000; ++length) {
            const auto padded = format::padme(length);
            QVERIFY(padded >= length && padded >= 256);
            QVERIFY(padded == 256 || (padded - length) * 100 <= length * 12);
            QCOMPARE(format::padme(padded), padded);
        }
        // Nikitin et al. 2019, the worked example: 9 is 1001b, padded to 10.
        QCOMPARE(format::padme((std::uint64_t{1} << 40) + 1),
                 (std::uint64_t{1} << 40) + (std::uint64_t{1} << 34));
    }

    void fileNames() {
        for (const std::string name : {"", ".", "..", "a/b", "a\\b", "con", "NUL.txt", "a.", "a ", "x\n",
                                       "x\u202ey", "a:b", "lpt1", "\x80"})
            QVERIFY2(!format::checkFileName(name), name.c_str());
        for (const std::string name : {"a", "scan 1.dcm", "Übersicht.png", "نتائج.pdf", ".hidden"})
            QVERIFY2(format::checkFileName(name), name.c_str());
        const std::vector<std::string> foreign{"", "..", "a/b", "con", "x\u202ey.", std::string(500, 'x')};
        for (const std::string& name : foreign)
            QVERIFY2(format::checkFileName(format::safeFileName(name)), name.c_str());
    }

    void theDigestDoesNotDependOnPieces() {
        for (const std::size_t size : {0U, 1U, 43U, 44U, 700'001U}) {
            const auto bytes = randomBytes(size);
            format::FileDigest pieces;
            for (std::size_t at = 0; at < bytes.size();) {
                const auto count = std::min<std::size_t>(1 + crypto::randomBelow(100'000), bytes.size() - at);
                pieces.update(base::ByteView(bytes).subspan(at, count));
                at += count;
            }
            QVERIFY(pieces.finish() == format::fileDigest(bytes));
        }
    }

    void theDigestIsTheTreeOfTheSpecification() {
        // core/spec/blob.md, by hand: 262,160 bytes a piece, a header by itself.
        const auto bytes = randomBytes(262'160 + 5);
        const auto view = base::ByteView(bytes);
        crypto::TreeHash plain;
        plain.append(crypto::TreeHash::leaf(view.first(262'160)));
        plain.append(crypto::TreeHash::leaf(view.subspan(262'160)));
        QVERIFY(format::fileDigest(bytes) == plain.root());
        format::BlobHeader header;
        for (int i = 0; i < 4; ++i)
            header.stanzas.push_back(randomBytes(format::stanzaBytes(header.suite)));
        format::encodeClear(header);
        auto blob = header.clear;
        const auto mac = randomBytes(format::kBlobMacBytes);
        blob.insert(blob.end(), mac.begin(), mac.end());
        const auto size = blob.size();
        blob.insert(blob.end(), bytes.begin(), bytes.end());
        crypto::TreeHash tree;
        tree.append(crypto::TreeHash::leaf(base::ByteView(blob).first(size)));
        tree.append(crypto::TreeHash::leaf(view.first(262'160)));
        tree.append(crypto::TreeHash::leaf(view.subspan(262'160)));
        QVERIFY(format::fileDigest(blob) == tree.root());
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "test_format.moc"
