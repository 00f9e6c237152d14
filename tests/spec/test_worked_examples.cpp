// The worked examples of the specifications, tests/vectors/worked and card, are what the program does. They
// were made by the reader in tests/spec, which knows the specifications only.
#include <QtTest>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/base/file_system.h"
#include "core/format/file_digest.h"
#include "core/format/text_rules.h"
#include "core/identity/contact_card.h"
#include "core/identity/recovery_words.h"
#include "stego/carrier/carrier.h"
#include "stego/frame/frame.h"
#include "tests/support/test_data.h"

using namespace medveil;

namespace {

nlohmann::json read(const char* name) {
    std::ifstream in(test::vectorFolder() / "worked" / name);
    return nlohmann::json::parse(in);
}

base::Bytes contentOf(const std::filesystem::path& path) {
    return base::readWholeFile(base::systemFileSystem(), path, 1 << 26).value();
}

base::Bytes fromHex(const std::string& text) {
    base::Bytes bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<base::Byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return bytes;
}
std::string toHex(base::ByteView bytes) {
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))
        .toHex()
        .toStdString();
}

format::Card cardOf(const nlohmann::json& person) {
    format::Card card;
    card.person = format::PersonId::from(fromHex(person[0])).value();
    card.signing = crypto::SigningPublicKey::from(fromHex(person[1])).value();
    return card;
}

std::string outcomeOf(const base::Result<void>& result) {
    return result ? "ok" : std::string(base::errorName(result.error().code));
}

/// `known`: the card of the epoch before, where the file is of a later one.
base::Result<void> check(base::ByteView file, const format::SignedCard* known) {
    MEDVEIL_ASSIGN(const format::SignedCard card, format::decodeSignedCard(file));
    MEDVEIL_TRY(identity::verifyCard(card));
    if (known == nullptr)
        return {};
    MEDVEIL_ASSIGN(const auto change, identity::compareCards(*known, card));
    if (change != identity::CardChange::kUpdated)
        return base::fail(base::ErrorCode::kNotVouchedFor, "chain");
    return {};
}

}  // namespace

class TestWorkedExamples : public QObject {
    Q_OBJECT
    nlohmann::json m_examples = read("examples.json");
    base::NullTaskContext m_task;

  private Q_SLOTS:
    void safetyNumbers() {
        for (const auto& each : m_examples["safety-number"]) {
            std::string number;
            for (const auto& group :
                 identity::safetyNumber(cardOf(each["people"][0]), cardOf(each["people"][1])))
                number += (number.empty() ? "" : " ") + group;
            QCOMPARE(number, each["number"].get<std::string>());
        }
        for (const auto& each : m_examples["key-words"])
            QCOMPARE(identity::keyWords(crypto::SigningPublicKey::from(fromHex(each["signing"])).value(), 6),
                     each["words"].get<std::string>());
    }

    void padme() {
        for (const auto& each : m_examples["padme"])
            QCOMPARE(format::padme(each[0].get<std::uint64_t>()), each[1].get<std::uint64_t>());
    }

    void recoveryWords() {
        for (const auto& each : m_examples["recovery-words"]) {
            const auto secret = identity::RecoverySecret::from(fromHex(each["secret"])).value();
            const auto words = each["words"].get<std::string>();
            QCOMPARE(std::string(base::asText(identity::recoveryWords(secret).view())), words);
            QCOMPARE(toHex(identity::secretFromWords(base::asBytes(words)).value().view()),
                     each["secret"].get<std::string>());
        }
        for (const auto& each : m_examples["broken-recovery-words"])
            QVERIFY(!identity::secretFromWords(base::asBytes(each.get<std::string>())));
    }

    void texts() {
        for (const auto& each : m_examples["text"]) {
            const auto result = each.contains("name")
                                    ? format::checkFileName(each["name"].get<std::string>())
                                    : format::checkText(each["text"].get<std::string>(), 200);
            QVERIFY2(result.has_value() == each["allowed"].get<bool>(), each.dump().c_str());
        }
    }

    void fileNames() {
        for (const auto& each : m_examples["file-name"]) {
            const auto content = each.contains("file")
                                     ? contentOf(test::vectorFolder() / each["file"].get<std::string>())
                                     : base::Bytes(each["zeros"].get<std::size_t>());
            const auto name = base::toBase32(format::fileDigest(content).view());
            QVERIFY2(name == each["name"].get<std::string>(), (each.dump() + name).c_str());
        }
    }

    void coverSalts() {
        for (const auto& each : m_examples["cover-salt"]) {
            const auto carrier =
                stego::openCarrier(contentOf(test::vectorFolder() / each["file"].get<std::string>()), m_task)
                    .value();
            const auto total = static_cast<std::uint32_t>(carrier->samples().size());
            base::Bytes bits;
            for (const auto position : stego::saltPositions(total))
                bits.push_back(static_cast<base::Byte>(carrier->samples()[position] & 1));
            for (int i = 0; i < 4; ++i)
                bits.push_back(static_cast<base::Byte>(total >> (8 * i) & 0xffU));
            QCOMPARE(toHex(crypto::sha256(bits).view()), each["salt"].get<std::string>());
        }
    }

    void cards() {
        std::ifstream index(test::vectorFolder() / "card" / "index.txt");
        std::string line;
        std::optional<format::SignedCard> known;
        int broken = 0;
        QString problems;
        while (std::getline(index, line)) {
            const auto fields = QString::fromStdString(line).split(QLatin1Char('\t'));
            QCOMPARE(fields.size(), 3);
            const auto file = contentOf(test::vectorFolder() / "card" / fields[0].toStdString());
            const bool later = fields[2].startsWith(QLatin1String("later epoch"));
            const auto got = outcomeOf(check(file, later ? &known.value() : nullptr));
            if (got != fields[1].toStdString())
                problems += QString::fromStdString("\n" + line + ": " + got);
            if (!known)
                known = format::decodeSignedCard(file).value();
            broken += fields[1] != QLatin1String("ok");
        }
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY(broken >= 70);
    }
};

QTEST_GUILESS_MAIN(TestWorkedExamples)
#include "test_worked_examples.moc"
