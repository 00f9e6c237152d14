// Cards, rotation, safety numbers, recovery words, RSA.
#include <QtTest>

#include "core/crypto/key_agreement.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"
#include "core/format/time_rule.h"
#include "core/identity/contact_card.h"
#include "core/identity/look_alike.h"
#include "core/identity/recovery_words.h"
#include "core/identity/word_list.h"
#include "tests/support/people.h"

using namespace medveil;
using base::ErrorCode;
using identity::CardChange;

class TestIdentity : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void cards() {
        const auto& person = test::person(0);
        const auto file = format::encodeSignedCard(person.card);
        const auto card = format::decodeSignedCard(file);
        QVERIFY(card.has_value() && identity::verifyCard(*card).has_value());
        int refused = 0;
        for (std::size_t i = 0; i < file.size(); ++i) {
            auto bent = file;
            bent[i] ^= 1;
            const auto read = format::decodeSignedCard(bent);
            refused += !read || !identity::verifyCard(*read);
        }
        QCOMPARE(refused, static_cast<int>(file.size()));
        for (std::size_t size = 0; size < file.size(); ++size)
            QVERIFY(!format::decodeSignedCard(base::ByteView(file).first(size)));
    }

    void aCardInSomebodyElsesName() {
        auto card = test::person(1).card.card;
        card.person = test::person(0).person();
        QVERIFY(!identity::verifyCard(identity::signCard(card, test::person(1).signing, nullptr)));
    }

    void rotation() {
        const auto& old = test::person(0);
        const auto fresh = identity::rotateIdentity(old, 1'800'000'001'000);
        QVERIFY(fresh.has_value());
        QVERIFY(fresh->person() == old.person());
        QVERIFY(identity::verifyCard(fresh->card).has_value());
        QCOMPARE(identity::compareCards(old.card, fresh->card).value(), CardChange::kUpdated);
        QCOMPARE(identity::compareCards(fresh->card, old.card).value(), CardChange::kSame);
        // Without the old key's signature, or with an epoch left out, anybody could have made it.
        auto card = fresh->card.card;
        QCOMPARE(identity::compareCards(old.card,
                                        identity::signCard(card, fresh->signing, &test::person(1).signing))
                     .value(),
                 CardChange::kUnproven);
        card.epoch = 2;
        QCOMPARE(
            identity::compareCards(old.card, identity::signCard(card, fresh->signing, &old.signing)).value(),
            CardChange::kUnproven);
        QVERIFY(!identity::compareCards(old.card, test::person(1).card));
    }

    void aSecondKeyCountsOnlyWhenTheKeyBeforeVouchesForIt() {
        const auto& old = test::person(0);
        const auto one = identity::rotateIdentity(old, 1'800'000'001'000).value();
        const auto other = identity::rotateIdentity(old, 1'800'000'002'000).value();
        const auto before = old.card.card.signing;
        QCOMPARE(identity::compareCards(one.card, other.card, before).value(), CardChange::kReplaced);
        QCOMPARE(identity::compareCards(one.card, other.card).value(), CardChange::kUnproven);
        const auto forged = identity::signCard(other.card.card, other.signing, &test::person(1).signing);
        QCOMPARE(identity::compareCards(one.card, forged, before).value(), CardChange::kUnproven);
    }

    void keysThatKeepNoSecretAreRefused_data() {
        QTest::addColumn<QByteArray>("agreement");
        // All points of small order on Curve25519 and its twist, with the spellings that are not canonical
        // (https://cr.yp.to/ecdh.html#validate); the highest bit does not count (RFC 7748, section 5).
        for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                                "0100000000000000000000000000000000000000000000000000000000000000",
                                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
            auto key = QByteArray::fromHex(hex);
            QTest::newRow(hex) << key;
            key[31] = static_cast<char>(key[31] | '\x80');
            QTest::addRow("%s with the highest bit", hex) << key;
        }
    }
    void keysThatKeepNoSecretAreRefused() {
        QFETCH(QByteArray, agreement);
        const auto& person = test::person(0);
        auto card = person.card.card;
        std::copy(agreement.begin(), agreement.end(), card.agreement.bytes.begin());
        QCOMPARE(identity::verifyCard(identity::signCard(card, person.signing, nullptr)).error().code,
                 ErrorCode::kBadKey);
    }

    void signingKeysOffTheGroupAreRefused() {
        // The identity, a point of order 8, one that is not canonical, and bytes that are no point.
        for (const char* hex : {"0100000000000000000000000000000000000000000000000000000000000000",
                                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "0200000000000000000000000000000000000000000000000000000000000000"}) {
            crypto::SigningPublicKey key;
            const auto bytes = QByteArray::fromHex(hex);
            std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
            QVERIFY2(!crypto::isUsable(key), hex);
        }
        QVERIFY(crypto::isUsable(test::person(0).card.card.signing));
        QVERIFY(crypto::isUsable(test::person(0).card.card.agreement));
    }

    void namesThatHideSomethingAreRefused_data() {
        QTest::addColumn<QString>("hidden");
        for (const char16_t point : {u'\u200c', u'\u200d', u'\u200e', u'\u2062', u'\u3164', u'\u00ad',
                                     u'\u034f', u'\u061c', u'\u115f', u'\u17b4', u'\u180e', u'\u202e',
                                     u'\u2066', u'\u2800', u'\ufe0f', u'\ufeff', u'\uffa0', u'\u0085'})
            QTest::addRow("U+%04X", point) << QString(QChar(point));
        QTest::newRow("tag") << QString::fromUcs4(U"\U000E0041");
        QTest::newRow("variation selector 17") << QString::fromUcs4(U"\U000E0100");
        QTest::newRow("line feed") << QStringLiteral("\n");
    }
    void namesThatHideSomethingAreRefused() {
        QFETCH(QString, hidden);
        const auto& person = test::person(0);
        for (const bool inFacility : {false, true}) {
            auto card = person.card.card;
            (inFacility ? card.facility : card.name) =
                (QStringLiteral("Dr Am") + hidden + QStringLiteral("al")).toStdString();
            QVERIFY(!identity::verifyCard(identity::signCard(card, person.signing, nullptr)));
        }
        QVERIFY(!identity::createIdentity({(QStringLiteral("A") + hidden).toStdString(), "", {}}, 1));
    }

    /// With a clock that is far off: better no profile than one that cannot be opened again.
    void aCardThatNobodyWouldReadIsNotMade() {
        const auto made = identity::createIdentity({"Amal", "", {}}, format::kLatestTime + 1);
        QVERIFY2(!made, "an identity was made that nobody can read");
        QCOMPARE(made.error().code, ErrorCode::kInvalidArgument);
        const auto last = identity::createIdentity({"Amal", "", {}}, format::kLatestTime);
        QVERIFY(last.has_value());
        QVERIFY(identity::decodeIdentity(identity::encodeIdentity(*last).value()).has_value());
    }

    void namesOfAllScriptsAreFine() {
        for (const char* name :
             {"Dr Amal Rossi", "Zoé Lambert", "د. أمل حداد", "田中 美", "Ђорђе", "O’Neill-Søe"}) {
            auto card = test::person(0).card.card;
            card.name = name;
            QVERIFY2(identity::verifyCard(identity::signCard(card, test::person(0).signing, nullptr)), name);
        }
    }

    void lookAlikes() {
        using identity::nameSkeleton;
        const auto name = nameSkeleton("Dr Amal Rossi");
        for (const char* other : {"Dr Amal Rоssi",  // Cyrillic o
                                  "Dr Аmal Rossi",  // Cyrillic A
                                  "Dr AmaI Rossi",  // capital I for l
                                  "Dr Amal  Rossi", "dr amal rossi", "Dr Ama1 Rossi"})
            QVERIFY2(nameSkeleton(other) == name, other);
        for (const char* other : {"Dr Amal Rosso", "Amal Rossi", "Dr Ámal Rossi"})
            QVERIFY2(nameSkeleton(other) != name, other);
    }

    void anOlderCardOfTheSameKeyChangesNothing() {
        const auto& person = test::person(0);
        auto card = person.card.card;
        card.created += 1000;
        card.name = "Later name";
        const auto later = identity::signCard(card, person.signing, nullptr);
        QCOMPARE(identity::compareCards(person.card, later).value(), CardChange::kUpdated);
        QCOMPARE(identity::compareCards(later, person.card).value(), CardChange::kSame);
    }

    void identitiesSurviveEncoding() {
        const auto bytes = identity::encodeIdentity(test::person(0)).value();
        const auto back = identity::decodeIdentity(bytes);
        QVERIFY(back.has_value());
        QVERIFY(back->person() == test::person(0).person());
        QVERIFY(back->mailbox() == test::person(0).mailbox());
        for (std::size_t size = 0; size < bytes.size(); size += 7)
            QVERIFY(!identity::decodeIdentity(base::ByteView(bytes).first(size)));
    }

    void safetyNumbers() {
        const auto& a = test::person(0).card.card;
        const auto& b = test::person(1).card.card;
        QVERIFY(identity::safetyNumber(a, b) == identity::safetyNumber(b, a));
        QVERIFY(identity::safetyNumber(a, b) != identity::safetyNumber(a, test::person(2).card.card));
        for (const auto& group : identity::safetyNumber(a, b))
            QCOMPARE(group.size(), std::size_t{5});
    }

    void stegoKeysAgree() {
        const auto& a = test::person(0);
        const auto& b = test::person(1);
        const auto one = identity::pairwiseStegoKey(a, b.card.card);
        QVERIFY(base::equalConstantTime(one->view(), identity::pairwiseStegoKey(b, a.card.card)->view()));
        QVERIFY(!base::equalConstantTime(one->view(),
                                         identity::pairwiseStegoKey(a, test::person(2).card.card)->view()));
    }

    void recoveryWords() {
        QVERIFY(std::ranges::is_sorted(identity::kWords));
        for (int i = 0; i < 200; ++i) {
            identity::RecoverySecret secret;
            crypto::fillRandom(secret.mutableView());
            const auto words = identity::recoveryWords(secret);
            const auto text = std::string(base::asText(words.view()));
            QCOMPARE(std::ranges::count(text, ' '), std::ptrdiff_t{11});
            QVERIFY(base::equalConstantTime(identity::secretFromWords(words.view())->view(), secret.view()));
            // As it may come back from paper: capitals, numbers, line breaks.
            std::string typed = "1. ";
            for (const char c : text)
                typed +=
                    c == ' ' ? std::string("\n2.  ") : std::string(1, static_cast<char>(std::toupper(c)));
            QVERIFY(identity::secretFromWords(base::asBytes(typed)).has_value());
            // Any one word exchanged for another is noticed.
            const auto first = text.find(' ');
            const auto wrong = std::string(identity::kWords[crypto::randomBelow(7776)]) + text.substr(first);
            if (wrong != text)
                QVERIFY(!identity::secretFromWords(base::asBytes(wrong)));
        }
        QCOMPARE(identity::unknownWords(base::asBytes("abacus xyzzy abdomen")), std::vector<std::size_t>{1});
    }

    void rsa() {
        const auto& person = test::person(0);
        const auto key = pki::RsaPublicKey::fromDer(person.card.card.rsa).value();
        const auto secret = crypto::randomKey();
        auto wrapped = key.wrap(secret.view()).value();
        QCOMPARE(wrapped.size(), pki::kRsaCipherBytes);
        QVERIFY(base::equalConstantTime(person.rsa.unwrap(wrapped)->view(), secret.view()));
        QCOMPARE(test::person(1).rsa.unwrap(wrapped).error().code, ErrorCode::kAuthenticationFailed);
        wrapped[100] ^= 1;
        QCOMPARE(person.rsa.unwrap(wrapped).error().code, ErrorCode::kAuthenticationFailed);
        auto der = person.card.card.rsa;
        der.push_back(0);
        QVERIFY(!pki::RsaPublicKey::fromDer(der));
        QVERIFY(!pki::RsaPublicKey::fromDer({}));
    }
};

QTEST_GUILESS_MAIN(TestIdentity)
#include "test_identity.moc"
