// Cards, rotation, safety numbers, recovery words, RSA.
#include <QtTest>

#include "core/crypto/random.h"
#include "core/identity/contact_card.h"
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
        // Without the old key's signature, or with an epoch left out, it is somebody else's key.
        auto card = fresh->card.card;
        QCOMPARE(identity::compareCards(old.card,
                                        identity::signCard(card, fresh->signing, &test::person(1).signing))
                     .value(),
                 CardChange::kReplaced);
        card.epoch = 2;
        QCOMPARE(
            identity::compareCards(old.card, identity::signCard(card, fresh->signing, &old.signing)).value(),
            CardChange::kReplaced);
        QVERIFY(!identity::compareCards(old.card, test::person(1).card));
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
