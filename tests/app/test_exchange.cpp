// Two people, one share: everything that a message goes through, and what must not be readable on the way.
#include <QProcess>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/covers.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "core/crypto/random.h"
#include "core/format/file_digest.h"
#include "core/identity/contact_card.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_data.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

void writeFile(const Path& path, base::ByteView bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

base::WipedString wiped(std::string_view text) {
    return {text.begin(), text.end()};
}

/// A noisy picture or sound that nobody used before.
Path makeCover(const Path& folder, const std::string& kind) {
    static int number = 0;
    const auto path = folder / ("holiday-" + std::to_string(++number) + "." + kind);
    QProcess process;
    const auto name = QString::fromStdString(path.string());
    if (kind == "png")
        process.start(
            QStringLiteral("convert"),
            {QStringLiteral("-size"), QStringLiteral("500x400"), QStringLiteral("plasma:fractal"),
             QStringLiteral("+noise"), QStringLiteral("Gaussian"), QStringLiteral("png24:") + name});
    else
        process.start(QStringLiteral("sox"),
                      {QStringLiteral("-n"), QStringLiteral("-b"), QStringLiteral("16"), QStringLiteral("-r"),
                       QStringLiteral("44100"), name, QStringLiteral("synth"), QStringLiteral("6"),
                       QStringLiteral("brownnoise")});
    process.waitForFinished();
    return path;
}

template <class Value>
ErrorCode errorOf(const base::Result<Value>& result) {
    return result ? ErrorCode() : result.error().code;
}

/// Files below `folder` that hold one of the words, in UTF-8 or UTF-16.
std::vector<std::string> findings(const Path& folder, const std::vector<std::string>& words) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto path = entry.path().string();
        std::string content;
        if (entry.is_regular_file()) {
            std::ifstream in(entry.path(), std::ios::binary);
            content.assign(std::istreambuf_iterator<char>(in), {});
        }
        content += entry.path().filename().string();
        for (const auto& word : words) {
            std::string wide;
            for (const char c : word)
                wide += {c, '\0'};
            if (content.find(word) != std::string::npos || content.find(wide) != std::string::npos)
                found.push_back(word + " in " + path);
        }
    }
    return found;
}

bool isListed(share::FolderShare& share, const crypto::Digest& name, const format::MailboxId& mailbox) {
    const auto listing = share.list(mailbox);
    return listing && std::ranges::any_of(listing->files, [&](const auto& f) { return f.digest == name; });
}

}  // namespace

class TestExchange : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

    app::Letter letterTo(app::Session& from, const std::string& name) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(name).value().id};
        letter.patient = {true, "MRN-CANARY-77", "Canary Patientson"};
        letter.text = wiped("Potassium canary-message 6.1 mmol/L");
        return letter;
    }
    /// The scans of these tests are no scans, or of somebody else: guards() is about that.
    base::Result<app::SendReport> sendAnyway(app::Session& from, app::Letter& letter) {
        const auto check = app::Compose(from).checkPatient(letter, m_task);
        if (!check)
            return base::fail(check.error());
        letter.confirmed = app::confirmationOf(letter.patient, *check);
        return app::Compose(from).send(letter, m_task);
    }
    void meet(app::Session& one, app::Session& two) {
        for (auto* session : {&one, &two})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(app::Sync(one).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({&one, &two}));
    }

  private Q_SLOTS:
    void exchange_data() {
        QTest::addColumn<int>("suite");
        QTest::addColumn<QString>("cover");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("hiding");
        for (const int suite : {1, 2}) {
            QTest::addRow("suite %d, no cover", suite) << suite << "" << 300'000 << 0;
            for (const char* kind : {"png", "wav", "flac"}) {
                QTest::addRow("suite %d, %s, inside", suite, kind) << suite << kind << 500 << 1;
                QTest::addRow("suite %d, %s, ticket", suite, kind) << suite << kind << 2'000'000 << 2;
            }
        }
    }
    void exchange() {
        QFETCH(int, suite);
        QFETCH(QString, cover);
        QFETCH(int, size);
        QFETCH(int, hiding);
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);

        const auto attached = randomBytes(static_cast<std::size_t>(size));
        const auto canaryFile = ward.root / "canary-scan.dcm";
        auto marked = base::toBytes(base::asBytes("canary-attachment-content"));
        marked.insert(marked.end(), attached.begin(), attached.end());
        writeFile(canaryFile, marked);
        auto letter = letterTo(*lab, "Amal");
        letter.files = {canaryFile};
        letter.suite = static_cast<app::Suite>(suite);
        if (!cover.isEmpty())
            letter.cover = makeCover(ward.root, cover.toStdString());
        const auto preview = app::Compose(*lab).preview(letter, m_task);
        QVERIFY(preview.has_value());
        QCOMPARE(static_cast<int>(preview->hiding), hiding);
        const auto sent = sendAnyway(*lab, letter);
        QVERIFY2(sent.has_value(), sent ? "" : sent.error().detail.c_str());
        QCOMPARE(static_cast<int>(sent->hiding), hiding);
        QCOMPARE(sent->bytes, preview->messageBytes);
        std::filesystem::remove(canaryFile);
        QCOMPARE(app::Sync(*lab).run(m_task)->published, std::size_t(hiding == 2 ? 2 : 1));

        const auto received = app::Sync(*doctor).run(m_task);
        QVERIFY(received.has_value());
        QCOMPARE(received->received, std::size_t{1});
        app::Mailbox inbox(*doctor);
        const auto rows = inbox.page(app::Folder::kInbox, {}, 10).value();
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(!rows[0].read);
        const auto detail = inbox.open(rows[0].number);
        QVERIFY(detail.has_value());
        QCOMPARE(detail->sender.name, std::string("Jonas"));
        QCOMPARE(detail->patient.name, std::string("Canary Patientson"));
        QVERIFY(detail->text == letter.text);
        QCOMPARE(static_cast<int>(detail->hiding), hiding);
        QCOMPARE(detail->attachments.size(), std::size_t{1});
        const auto bytes = inbox.attachmentBytes(rows[0].number, 0, 1 << 26);
        QVERIFY(bytes.has_value() && std::ranges::equal(*bytes, marked));

        QVERIFY(app::Sync(*doctor).run(m_task).has_value());
        QVERIFY(app::Sync(*lab).run(m_task)->receipts >= 1);
        const auto state = app::Mailbox(*lab).open(sent->number).value().recipients[0].state;
        QCOMPARE(static_cast<int>(state), static_cast<int>(app::Delivery::kRead));
        QCOMPARE(lab->state().deliveries.all()->size(), std::size_t{0});
        // Again: nothing comes twice, nothing is left on the share but cards.
        QCOMPARE(app::Sync(*doctor).run(m_task)->received, std::size_t{0});
        for (const auto& entry : std::filesystem::recursive_directory_iterator(ward.root / "share" / "in"))
            QVERIFY2(!entry.is_regular_file(), entry.path().c_str());
        QVERIFY(app::Audit(*lab).verify().has_value() && app::Audit(*doctor).verify().has_value());

        const auto leaks =
            findings(ward.root, {"MRN-CANARY-77", "Canary Patientson", "canary-message", "canary-scan",
                                 "canary-attachment-content", "canary-passphrase"});
        QVERIFY2(leaks.empty(), leaks.empty() ? "" : leaks[0].c_str());
    }

    void nothingIsReadableWhileItWaits() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.pasted.push_back({"canary-name.png", "image/png", base::WipedBytes(1000, 7)});
        QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        QVERIFY(app::Compose(*lab).saveDraft(0, letter).has_value());
        QVERIFY(app::Sync(*lab).run(m_task).has_value());
        const std::vector<std::string> words = {"MRN-CANARY-77", "Canary Patientson", "canary-message",
                                                "canary-name", "canary-passphrase"};
        QVERIFY(findings(ward.root, words).empty());
        // The finder itself finds.
        writeFile(ward.root / "probe", base::asBytes("xx canary-message xx"));
        QCOMPARE(findings(ward.root, words).size(), std::size_t{1});
    }

    void aDroppedCoverReveals() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        auto stranger = ward.admit("Eve");
        meet(*lab, *doctor);
        meet(*stranger, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.cover = makeCover(ward.root, "png");
        QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        // By USB stick: straight out of the spool, never through the share.
        Path stick;
        for (const auto& entry : std::filesystem::directory_iterator(ward.root / "Jonas" / "spool"))
            if (entry.path().extension() == ".png")
                stick = entry.path();
        const auto number = app::Mailbox(*doctor).openForeignFile(stick, m_task);
        QVERIFY(number.has_value());
        QVERIFY(app::Mailbox(*doctor).open(*number)->text == letter.text);
        QCOMPARE(app::Mailbox(*doctor).openForeignFile(stick, m_task).value(), *number);
        QCOMPARE(app::Mailbox(*stranger).openForeignFile(stick, m_task).error().code,
                 ErrorCode::kNothingFound);
        QCOMPARE(app::Mailbox(*doctor).openForeignFile(*letter.cover, m_task).error().code,
                 ErrorCode::kNothingFound);
        // The same message by the share later: known already.
        QVERIFY(app::Sync(*lab).run(m_task).has_value());
        QCOMPARE(app::Sync(*doctor).run(m_task)->received, std::size_t{0});
    }

    /// Whatever file its samples are in: two copies with different bits show all that is hidden.
    void aUsedCoverIsKnownByItsSamples_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("again");
        for (const auto& [kind, again] :
             {std::pair("png", "more.png"), std::pair("png", "convert.png"), std::pair("png", "convert.bmp"),
              std::pair("png", "convert.tif"), std::pair("wav", "more.wav"), std::pair("wav", "sox.flac"),
              std::pair("wav", "sox.aiff")})
            QTest::addRow("%s as %s", kind, again) << QByteArray(kind) << QByteArray(again);
    }
    void aUsedCoverIsKnownByItsSamples() {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, again);
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.cover = makeCover(ward.root, kind.toStdString());
        const auto other = makeCover(ward.root, kind.toStdString());
        const auto copy = ward.root / again.toStdString();
        const auto how = QString::fromLatin1(again).section(QLatin1Char('.'), 0, 0);
        if (how == QLatin1String("more")) {
            std::filesystem::copy_file(*letter.cover, copy);
            std::ofstream(copy, std::ios::app) << '\n';
        } else {
            QProcess process;
            QStringList arguments{QString::fromStdString(letter.cover->string()),
                                  QString::fromStdString(copy.string())};
            if (how == QLatin1String("convert")) {
                arguments.insert(1, QStringLiteral("-compress"));
                arguments.insert(2, again.endsWith("png") ? QStringLiteral("RLE") : QStringLiteral("None"));
            }
            process.start(how, arguments);
            QVERIFY(process.waitForFinished() && process.exitCode() == 0);
        }
        const auto person = app::Contacts(*lab).resolve("Amal")->id;
        const auto payload = randomBytes(100);
        // Both of them in one command, with and without a profile.
        const auto out = ward.root / "out";
        std::filesystem::create_directory(out);
        app::HidePlan plan;
        plan.covers = {*letter.cover, copy};
        plan.out = out;
        const auto words = base::SecretBytes::copyOf(base::asBytes("amber violin staircase"));
        QCOMPARE(errorOf(app::hideWithPassphrase(plan, payload, words, m_task)), ErrorCode::kInvalidArgument);
        QCOMPARE(errorOf(app::hideForContact(*lab, person, plan, payload, m_task)),
                 ErrorCode::kInvalidArgument);
        QVERIFY(std::filesystem::is_empty(out));

        QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        letter.cover = copy;
        QVERIFY(app::Compose(*lab).preview(letter, m_task)->usedBefore);
        QCOMPARE(errorOf(app::Compose(*lab).send(letter, m_task)), ErrorCode::kCoverReused);
        QCOMPARE(app::Compose(*lab).advise({copy, other}, m_task)->best.file, other);
        plan.covers = {copy};
        plan.out = ward.root / ("hidden" + copy.extension().string());
        QCOMPARE(errorOf(app::hideForContact(*lab, person, plan, payload, m_task)), ErrorCode::kCoverReused);
        plan.insistOnUsedCover = true;
        QVERIFY(app::hideForContact(*lab, person, plan, payload, m_task).has_value());
        // The other way round: used for a file, then for a message.
        plan.covers = {other};
        plan.insistOnUsedCover = false;
        plan.out = ward.root / ("other" + other.extension().string());
        QVERIFY(app::hideForContact(*lab, person, plan, payload, m_task).has_value());
        letter.cover = ward.root / ("renamed" + other.extension().string());
        std::filesystem::copy_file(other, *letter.cover);
        std::ofstream(*letter.cover, std::ios::app) << '\n';
        QCOMPARE(errorOf(app::Compose(*lab).send(letter, m_task)), ErrorCode::kCoverReused);
    }

    /// As earlier versions remembered them: by the file alone.
    void aCoverRememberedByItsFileIsStillKnown() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.cover = makeCover(ward.root, "png");
        const auto digest = format::fileDigest(base::systemFileSystem(), *letter.cover).value();
        QVERIFY(lab->state().settings.rememberCover(digest, lab->state().clock.now()).has_value());
        QCOMPARE(errorOf(app::Compose(*lab).send(letter, m_task)), ErrorCode::kCoverReused);
        app::HidePlan plan;
        plan.covers = {*letter.cover};
        plan.out = ward.root / "hidden.png";
        QCOMPARE(errorOf(app::hideForContact(*lab, app::Contacts(*lab).resolve("Amal")->id, plan,
                                             randomBytes(100), m_task)),
                 ErrorCode::kCoverReused);
    }

    void guards() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.cover = makeCover(ward.root, "png");
        QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        QCOMPARE(app::Compose(*lab).send(letter, m_task).error().code, ErrorCode::kCoverReused);
        letter.cover.reset();
        letter.patient.name = "Somebody Else";
        QCOMPARE(app::Compose(*lab).send(letter, m_task).error().code, ErrorCode::kPatientMismatch);
        auto check = app::Compose(*lab).checkPatient(letter, m_task).value();
        QCOMPARE(check.others.size(), std::size_t{1});
        QCOMPARE(check.others.front().name, std::string("Canary Patientson"));
        // What is no image, though its bytes may pass for elements of a data set: nobody can say whose it is.
        letter.patient.name = "Canary Patientson";
        letter.files = {ward.root / "film.dcm"};
        for (const auto& junk :
             {base::Bytes(1000, 'x'), base::Bytes{9, 0, 0x10, 0, 'L', 'O', 4, 0, 'j', 'u', 'n', 'k'}}) {
            writeFile(letter.files.front(), junk);
            check = app::Compose(*lab).checkPatient(letter, m_task).value();
            QCOMPARE(check.others.size(), std::size_t{1});
            QVERIFY(check.others.front().id.empty() && check.others.front().file == "film.dcm");
            QCOMPARE(app::Compose(*lab).send(letter, m_task).error().code, ErrorCode::kPatientMismatch);
        }
        letter.confirmed = app::confirmationOf(letter.patient, check);
        QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        app::NewProfile weak{"Weak", "", {}, base::SecretBytes::copyOf(base::asBytes("password123"))};
        QCOMPARE(app::Session::create(ward.root / "weak", weak, m_task).error().code,
                 ErrorCode::kWeakPassphrase);
        QVERIFY(!app::Session::exists(ward.root / "weak"));
    }

    void aSecondKeyThatIsVouchedForBlocksSending() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        app::Contacts contacts(*lab);
        const auto id = contacts.resolve("Amal").value().id;
        QVERIFY(contacts.markVerified(id).has_value());
        // Whoever holds the first key can rotate to two: the client must not decide which of them is right.
        const auto& real = doctor->state().identity;
        for (const base::Timestamp when : {2'000'000'000'000, 2'000'000'001'000}) {
            const auto card = identity::rotateIdentity(real, when).value().card;
            QVERIFY(lab->state()
                        .share()
                        ->publishCard(real.person(), 1, format::encodeSignedCard(card))
                        .has_value());
            const auto report = app::Sync(*lab).run(m_task);
            QCOMPARE(report->changedPeople.size(), std::size_t{1});
        }
        QCOMPARE(contacts.resolve("Amal").value().trust, app::Trust::kChanged);
        QCOMPARE(app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).error().code,
                 ErrorCode::kKeyChanged);
        // The person decides either way; the other key does not come back.
        QVERIFY(contacts.keepKnown(id).has_value());
        QCOMPARE(contacts.resolve("Amal").value().trust, app::Trust::kOtherwise);
        QVERIFY(contacts.markVerified(id).has_value());
        lab->state().judgedCards.clear();
        QCOMPARE(app::Sync(*lab).run(m_task)->changedPeople.size(), std::size_t{0});
        QCOMPARE(contacts.resolve("Amal").value().trust, app::Trust::kVerified);
        QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).has_value());
    }

    void safetyNumbersAgree() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        app::Contacts mine(*lab);
        app::Contacts theirs(*doctor);
        const auto a = mine.safetyNumber(mine.resolve("Amal")->id).value();
        const auto b = theirs.safetyNumber(theirs.resolve("Jonas")->id).value();
        QVERIFY(a.groups == b.groups);
        QVERIFY(mine.markVerified(a.person.id).has_value());
        QCOMPARE(static_cast<int>(mine.resolve("Amal")->trust), static_cast<int>(app::Trust::kVerified));
    }

    void recoveryPassphraseAndRotation() {
        test::Ward ward;
        auto session = ward.admit("Jonas");
        app::Account account(*session);
        const auto words = account.prepareRecoveryKit().value();
        QCOMPARE(account.checkRecoveryKit(words).error().code, ErrorCode::kUnlockFailed);
        QVERIFY(account.commitRecoveryKit(words).has_value());
        QVERIFY(account.checkRecoveryKit(words).has_value());
        const auto wrong = base::SecretBytes::copyOf(base::asBytes(
            "abacus abacus abacus abacus abacus abacus abacus abacus abacus abacus abacus abacus"));
        QCOMPARE(account.checkRecoveryKit(wrong).error().code, ErrorCode::kUnlockFailed);
        QVERIFY(account.rotateVaultKey(m_task).has_value());
        QVERIFY(account.checkRecoveryKit(words).has_value());
        QCOMPARE(ward.enter("Jonas").error().code, ErrorCode::kVaultBusy);
        session.reset();
        const auto fresh = base::SecretBytes::copyOf(base::asBytes("seven otters paddle north-west"));
        {
            auto opened = ward.enter("Jonas");
            QVERIFY(opened.has_value());
            const auto old = base::SecretBytes::copyOf(base::asBytes(test::Ward::kPassphrase));
            QCOMPARE(app::Account(**opened).changePassphrase(fresh, fresh).error().code,
                     ErrorCode::kUnlockFailed);
            QVERIFY(app::Account(**opened).changePassphrase(old, fresh).has_value());
        }
        QCOMPARE(ward.enter("Jonas").error().code, ErrorCode::kUnlockFailed);
        QVERIFY(app::Session::unlock(ward.root / "Jonas", app::CredentialKind::kPassphrase, fresh, m_task)
                    .has_value());
        QVERIFY(app::Session::unlock(ward.root / "Jonas", app::CredentialKind::kRecoveryWords, words, m_task)
                    .has_value());
    }

    void anOldVaultPutBackIsNoticed() {
        test::Ward ward;
        ward.admit("Jonas").reset();
        const auto folder = ward.root / "Jonas";
        std::filesystem::copy_file(folder / "vault-0.db", ward.root / "old.db");
        for (int i = 0; i < 3; ++i)
            QVERIFY(ward.enter("Jonas").has_value());
        std::filesystem::copy_file(ward.root / "old.db", folder / "vault-0.db",
                                   std::filesystem::copy_options::overwrite_existing);
        const auto session = ward.enter("Jonas");
        QVERIFY(session.has_value());
        QVERIFY((*session)->rolledBack());
    }

    void aShareThatIsGoneOrForeign() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).has_value());
        std::filesystem::rename(ward.root / "share", ward.root / "away");
        QCOMPARE(app::Sync(*lab).run(m_task).error().code, ErrorCode::kShareOffline);
        QVERIFY(!std::filesystem::exists(ward.root / "share"));
        auto other = lab->state().shareAt(ward.root / "share");
        QVERIFY(other.create(1).has_value());
        QCOMPARE(app::Sync(*lab).run(m_task).error().code, ErrorCode::kShareForeign);
        std::filesystem::remove_all(ward.root / "share");
        std::filesystem::rename(ward.root / "away", ward.root / "share");
        QCOMPARE(app::Sync(*lab).run(m_task)->published, std::size_t{1});
        QCOMPARE(app::Sync(*doctor).run(m_task)->received, std::size_t{1});
    }

    void everyFailingCallOfAPublication() {
        test::Ward ward;
        test::FaultyFileSystem files(base::systemFileSystem());
        share::MemoryPartLog parts;
        share::Verified verified;
        share::FolderShare share(
            std::make_unique<test::FaultyShareFolder>(files, share::openShareFolder(ward.root / "share")),
            files, parts, verified);
        QVERIFY(share.create(1).has_value());
        const auto content = randomBytes(300'000);
        const auto local = ward.root / "local";
        writeFile(local, content);
        const auto name = format::fileDigest(content);
        int faults = 0;
        for (const auto code : {ErrorCode::kIo, ErrorCode::kNoSpace, ErrorCode::kAlreadyExists}) {
            for (std::size_t nth = 0;; ++nth) {
                const auto mailbox = crypto::randomValue<format::MailboxId>();
                files.failAt(nth, code);
                const auto published = share.publish(local, name, "blob", mailbox, m_task);
                const bool hit = files.callCount() > nth;
                files.heal();
                // Success must mean that the file is there.
                QCOMPARE(published.has_value(), isListed(share, name, mailbox) && published.has_value());
                QVERIFY(share.publish(local, name, "blob", mailbox, m_task).has_value());
                QVERIFY(isListed(share, name, mailbox));
                if (!hit)
                    break;
                ++faults;
            }
        }
        QVERIFY(faults > 20);
    }

    void everyFailingCallOfAReception() {
        test::Ward ward;
        test::FaultyFileSystem files(base::systemFileSystem());
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal", files);
        doctor->state().openShare = [&](const Path& root) {
            return std::make_unique<test::FaultyShareFolder>(files, share::openShareFolder(root));
        };
        meet(*lab, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.pasted.push_back({"a.bin", "x/y", base::WipedBytes(5000, 1)});
        int faults = 0;
        for (std::size_t nth = 0; nth < 400; ++nth) {
            const auto code =
                std::array{ErrorCode::kNoSpace, ErrorCode::kIo, ErrorCode::kPermissionDenied}[nth % 3];
            QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
            QVERIFY(app::Sync(*lab).run(m_task).has_value());
            const auto before = app::Mailbox(*doctor).count(app::Folder::kInbox).value();
            files.failAt(nth, code);
            (void)app::Sync(*doctor).run(m_task);
            const bool hit = files.callCount() > nth;
            files.heal();
            QVERIFY(app::Sync(*doctor).run(m_task).has_value());
            QCOMPARE(app::Mailbox(*doctor).count(app::Folder::kInbox).value(), before + 1);
            QVERIFY(app::Audit(*doctor).verify().has_value());
            if (!hit)
                break;
            ++faults;
        }
        QVERIFY(faults > 20);
    }

    void realFiles() {
        auto covers = test::dataFiles("photos", ".png");
        auto scans = test::dataFiles("dicom/pydicom", ".dcm");
        if (covers.empty() || scans.empty())
            return;
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        std::size_t sent = 0;
        for (std::size_t i = 0; i < covers.size(); ++i) {
            auto letter = letterTo(*lab, "Amal");
            letter.suite = i % 2 == 0 ? app::Suite::kChaCha20 : app::Suite::kAes256;
            letter.cover = covers[i];
            letter.files = {scans[i % scans.size()]};
            QVERIFY(sendAnyway(*lab, letter).has_value());
            ++sent;
        }
        QVERIFY(app::Sync(*lab).run(m_task).has_value());
        QCOMPARE(app::Sync(*doctor).run(m_task)->received, sent);
        app::Mailbox inbox(*doctor);
        const auto rows = inbox.page(app::Folder::kInbox, {}, 100).value();
        QCOMPARE(rows.size(), sent);
        for (const auto& row : rows) {
            const auto detail = inbox.open(row.number);
            QVERIFY2(detail.has_value(), detail ? "" : detail.error().detail.c_str());
            const auto stored = inbox.attachmentBytes(row.number, 0, 1 << 26);
            QVERIFY2(stored.has_value(), stored ? "" : stored.error().detail.c_str());
            const auto& bytes = *stored;
            bool matched = false;
            for (std::size_t i = 0; i < covers.size(); ++i) {
                const auto original =
                    base::readWholeFile(base::systemFileSystem(), scans[i % scans.size()], 1 << 26).value();
                matched |= std::ranges::equal(bytes, original);
            }
            QVERIFY(matched);
        }
    }
};

QTEST_GUILESS_MAIN(TestExchange)
#include "test_exchange.moc"
