// Who may come in: people on the share whom nobody accepted, forged cards, floods, two people of one name.
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/mailbox.h"
#include "app/services/names.h"
#include "app/services/patients.h"
#include "app/services/set_aside.h"
#include "app/services/sync.h"
#include "core/crypto/digest.h"
#include "core/crypto/key_agreement.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"
#include "core/identity/contact_card.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;

namespace {

/// Somebody who can write to the share, cheaply: without an RSA key worth the name.
struct Writer {
    crypto::SigningKeyPair signing = crypto::generateSigningKeyPair();
    crypto::AgreementKeyPair agreement = crypto::generateAgreementKeyPair();

    format::Card card(const std::string& name) const {
        format::Card card;
        card.person = identity::personOf(signing.publicKey);
        card.name = name;
        card.facility = "North Ward";
        card.roles = {format::Role::kDoctor};
        card.signing = signing.publicKey;
        card.agreement = agreement.publicKey;
        card.rsa = base::Bytes(422, 7);
        card.devices = {{crypto::randomValue<format::DeviceId>(), crypto::randomValue<format::MailboxId>()}};
        card.created = 1'800'000'000'000;
        return card;
    }
    format::SignedCard signedCard(const std::string& name) const {
        return identity::signCard(card(name), signing.secretKey, nullptr);
    }
};

/// A disk on which a person's folder has only so many bytes left.
class SmallDisk final : public test::FaultyFileSystem {
  public:
    explicit SmallDisk(base::Path folder)
        : FaultyFileSystem(base::systemFileSystem()), m_folder(std::move(folder)) {}
    void leave(std::uint64_t bytes) { m_capacity = used() + bytes; }
    base::Result<std::uint64_t> freeBytes(const base::Path&) override {
        return m_capacity - std::min(m_capacity, used());
    }

  private:
    std::uint64_t used() const {
        std::uint64_t sum = 0;
        std::error_code ignored;
        for (const auto* part : {"attachments", "spool"}) {
            for (const auto& entry : std::filesystem::directory_iterator(m_folder / part, ignored))
                sum += entry.is_regular_file(ignored) ? entry.file_size(ignored) : 0;
        }
        return sum;
    }
    base::Path m_folder;
    std::uint64_t m_capacity = std::uint64_t{1} << 40;
};

std::uint64_t auditLines(app::Session& session) {
    return app::Audit(session).count().value();
}

}  // namespace

class TestStrangers : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_lab;
    std::unique_ptr<app::Session> m_doctor;

    void publish(const format::SignedCard& card) {
        QVERIFY(m_lab->state()
                    .share()
                    ->publishCard(card.card.person, card.card.epoch, format::encodeSignedCard(card))
                    .has_value());
    }
    app::SyncReport sync(app::Session& session) {
        auto report = app::Sync(session).run(m_task);
        return report ? *report : app::SyncReport{};
    }
    app::Letter letter(app::Session& from, const std::string& name, const std::string& text) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(name).value().id};
        letter.patient = {true, "MRN-1", "Chosen Name"};
        letter.text.assign(text.begin(), text.end());
        letter.pasted.push_back({"scan.bin", "x/y", base::WipedBytes(200'000, 3)});
        return letter;
    }

  private Q_SLOTS:
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_lab = m_ward->admit("Jonas");
        m_doctor = m_ward->admit("Amal");
    }
    void cleanup() {
        m_lab.reset();
        m_doctor.reset();
        m_ward.reset();
    }

    void aStrangersMessageWaitsOutside() {
        sync(*m_lab);
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "one"), m_task).has_value());
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "two"), m_task).has_value());
        sync(*m_lab);
        // Who was written to was chosen.
        QCOMPARE(app::Contacts(*m_lab).resolve("Amal")->standing, app::Standing::kContact);

        app::Contacts contacts(*m_doctor);
        app::Mailbox inbox(*m_doctor);
        const auto attachments = m_ward->root / "Amal" / "attachments";
        for (int poll = 0; poll < 3; ++poll) {
            const auto report = sync(*m_doctor);
            QCOMPARE(report.received, std::size_t{0});
            QCOMPARE(report.requests, std::size_t{1});
            QCOMPARE(inbox.count(app::Folder::kInbox).value(), std::uint64_t{0});
            QVERIFY(app::Patients(*m_doctor).list("", 10)->empty());
            QVERIFY(contacts.all()->empty());
            QVERIFY(m_doctor->state().deliveries.all()->empty());
            QVERIFY(std::filesystem::is_empty(attachments));
            QVERIFY(std::filesystem::is_empty(m_ward->root / "Amal" / "spool"));
        }
        const auto asking = contacts.waiting().value();
        QCOMPARE(asking.size(), std::size_t{1});
        QCOMPARE(asking[0].name, std::string("Jonas"));
        QCOMPARE(asking[0].standing, app::Standing::kAsks);
        QVERIFY(contacts.accept(asking[0].id).has_value());
        QCOMPARE(sync(*m_doctor).received, std::size_t{2});
        QCOMPARE(app::Patients(*m_doctor).list("", 10)->size(), std::size_t{1});
        sync(*m_doctor);
        QCOMPARE(sync(*m_lab).receipts, std::size_t{2});
        QVERIFY(app::Audit(*m_doctor).verify().has_value());
    }

    void nobodysMailFillsTheDisk() {
        m_doctor.reset();
        SmallDisk disk(m_ward->root / "Amal");
        m_doctor = m_ward->enter("Amal", disk).value();
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        auto large = letter(*m_lab, "Amal", "large");
        large.pasted.push_back({"more.bin", "x/y", base::WipedBytes(2'000'000, 3)});
        QVERIFY(app::Compose(*m_lab).send(large, m_task).has_value());
        sync(*m_lab);
        // Room for the file as it is fetched, but not for its copy in the vault as well.
        disk.leave(share::kSpareBytes + 3'000'000);
        const auto report = sync(*m_doctor);
        QCOMPARE(report.received, std::size_t{0});
        QCOMPARE(report.problem, ErrorCode::kNoSpace);
        QVERIFY(std::filesystem::is_empty(m_ward->root / "Amal" / "attachments"));
        disk.leave(share::kSpareBytes + 6'000'000);
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        // A small one is not copied first, and needs its room all the same.
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "small"), m_task).has_value());
        sync(*m_lab);
        disk.leave(share::kSpareBytes + 100'000);
        QCOMPARE(sync(*m_doctor).problem, ErrorCode::kNoSpace);
        disk.leave(share::kSpareBytes + 3'000'000);
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        m_doctor.reset();
    }

    void somebodyWhoIsNotWantedAsksOnce() {
        sync(*m_lab);
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "one"), m_task).has_value());
        sync(*m_lab);
        QCOMPARE(sync(*m_doctor).requests, std::size_t{1});
        app::Contacts contacts(*m_doctor);
        QVERIFY(contacts.refuse(contacts.waiting()->front().id).has_value());
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "two"), m_task).has_value());
        sync(*m_lab);
        QCOMPARE(sync(*m_doctor).requests, std::size_t{0});
        QVERIFY(contacts.choices()->empty());
        QCOMPARE(app::Mailbox(*m_doctor).count(app::Folder::kInbox).value(), std::uint64_t{0});
    }

    void aFloodOfStrangersIsBounded() {
        constexpr std::size_t kFlood = 600;
        for (std::size_t i = 0; i < kFlood; ++i)
            publish(Writer().signedCard("Flood " + std::to_string(i)));
        app::Contacts contacts(*m_lab);
        const auto before = auditLines(*m_lab);
        std::size_t last = 0;
        for (int poll = 0; poll < 16; ++poll) {
            const auto report = sync(*m_lab);
            QVERIFY(report.newPeople <= app::Contacts::kStrangersPerPoll);
            last = report.newPeople;
            QVERIFY(contacts.waiting()->size() <= app::Contacts::kMostStrangers);
        }
        QCOMPARE(last, std::size_t{0});
        QCOMPARE(auditLines(*m_lab), before);
        QVERIFY(contacts.all()->empty());
        // A colleague is found among them all the same, by search, by name, and is there once accepted.
        QCOMPARE(contacts.searchShare("amal", 10)->size(), std::size_t{1});
        const auto amal = contacts.resolve("Amal");
        QVERIFY(amal.has_value());
        QVERIFY(contacts.accept(amal->id).has_value());
        QCOMPARE(contacts.all()->size(), std::size_t{1});
    }

    void forgedCardsCostOneLineADay() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        app::Contacts contacts(*m_lab);
        const auto id = contacts.resolve("Amal")->id;
        QVERIFY(contacts.markVerified(id).has_value());
        const auto& real = m_doctor->state().identity;
        const auto before = auditLines(*m_lab);
        for (int poll = 0; poll < 3; ++poll) {
            for (int i = 0; i < 50; ++i) {
                // A later epoch of a known person with 64 random bytes for the previous signature.
                const Writer forger;
                auto card = forger.card("Amal");
                card.person = real.person();
                card.epoch = static_cast<std::uint64_t>(1 + i % 3);
                card.created = 2'000'000'000'000 + poll * 100 + i;
                auto forged = identity::signCard(card, forger.signing.secretKey, &forger.signing.secretKey);
                crypto::fillRandom(forged.previous);
                publish(forged);
            }
            sync(*m_lab);
            const auto amal = contacts.find(id).value();
            QCOMPARE(amal.trust, app::Trust::kVerified);
            QVERIFY(contacts.safetyNumber(id)->ofChangedCard == false);
        }
        QCOMPARE(auditLines(*m_lab), before + 1);
        // Also in the next session, which has to look at them all again.
        m_lab.reset();
        m_lab = m_ward->enter("Jonas").value();
        const auto reopened = auditLines(*m_lab);
        sync(*m_lab);
        QCOMPARE(auditLines(*m_lab), reopened);
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "still"), m_task).has_value());
    }

    void aVaultThatFellForAForgeryGetsOut() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        app::Contacts contacts(*m_lab);
        const auto id = contacts.resolve("Amal")->id;
        QVERIFY(contacts.markVerified(id).has_value());
        // As the first version left it.
        auto& store = m_lab->state().contacts;
        auto contact = store.find(m_doctor->state().identity.person()).value().value();
        const Writer forger;
        auto card = forger.card("Amal");
        card.person = contact.card.card.person;
        card.epoch = 1;
        contact.changedCard = identity::signCard(card, forger.signing.secretKey, &forger.signing.secretKey);
        contact.trust = vault::Trust::kChanged;
        contact.verifiedKey.reset();
        contact.verifiedName.clear();
        QVERIFY(store.save(contact).has_value());
        QVERIFY(contacts.safetyNumber(id)->ofChangedCard);
        QVERIFY(contacts.keepKnown(id).has_value());
        QCOMPARE(contacts.find(id)->trust, app::Trust::kVerified);
        QVERIFY(!contacts.safetyNumber(id)->ofChangedCard);
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "still"), m_task).has_value());
    }

    void aCardWithAUselessKeyStopsNobody() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        Writer zero;
        zero.agreement.publicKey = {};
        publish(zero.signedCard("Zero"));
        sync(*m_doctor);
        QVERIFY(!app::Contacts(*m_doctor).resolve("Zero").has_value());
        // A vault that took such a card before it was refused.
        vault::Contact old;
        old.card = zero.signedCard("Zero");
        QVERIFY(m_doctor->state().contacts.save(old).has_value());
        auto hidden = letter(*m_lab, "Amal", "hidden");
        hidden.pasted.clear();
        hidden.cover = m_ward->root / "cover.png";
        QProcess convert;
        convert.start(QStringLiteral("convert"),
                      {QStringLiteral("-size"), QStringLiteral("500x400"), QStringLiteral("plasma:fractal"),
                       QStringLiteral("png24:") + QString::fromStdString(hidden.cover->string())});
        QVERIFY(convert.waitForFinished());
        QVERIFY(app::Compose(*m_lab).send(hidden, m_task).has_value());
        sync(*m_lab);
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
    }

    void twoPeopleOfOneNameAreToldApart() {
        publish(Writer().signedCard("Amal"));
        sync(*m_lab);
        const auto people = app::Contacts(*m_lab).waiting().value();
        QCOMPARE(people.size(), std::size_t{2});
        QVERIFY(people[0].shown != people[1].shown);
        for (const auto& person : people)
            QVERIFY2(person.shown.starts_with("Amal, North Ward ("), person.shown.c_str());
        // Nobody is chosen by a name that two have; what the list shows names one.
        QCOMPARE(app::Contacts(*m_lab).resolve("Amal").error().code, ErrorCode::kUnknownContact);
        QCOMPARE(app::Contacts(*m_lab).resolve(people[1].shown)->id, people[1].id);
    }

    void aNameThatLooksLikeAKnownOneIsFlagged() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        publish(Writer().signedCard("Аmal"));  // a Cyrillic A
        sync(*m_lab);
        const auto known = app::Contacts(*m_lab).all()->front();
        QVERIFY(known.looksLike.empty());
        const auto other = app::Contacts(*m_lab).waiting()->front();
        QVERIFY(other.looksLike.starts_with("Amal"));
        QVERIFY(other.shown != known.shown);
    }

    void verifiedBelongsToKeyAndName() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        app::Contacts contacts(*m_lab);
        const auto id = contacts.resolve("Amal")->id;
        QVERIFY(contacts.markVerified(id).has_value());
        QVERIFY(app::Compose(*m_doctor).send(letter(*m_doctor, "Jonas", "before"), m_task).has_value());
        sync(*m_doctor);
        sync(*m_lab);
        auto& me = m_doctor->state().identity;
        auto card = me.card.card;
        card.name = "Chief of Surgery";
        card.created += 1000;
        publish(identity::signCard(card, me.signing, nullptr));
        const auto report = sync(*m_lab);
        QCOMPARE(report.changedPeople, std::vector<std::string>{"Amal → Chief of Surgery"});
        auto person = contacts.find(id).value();
        QCOMPARE(person.trust, app::Trust::kOtherwise);
        QCOMPARE(person.verifiedName, std::string("Amal"));
        const auto rows = app::Audit(*m_lab).newest(0, 20).value();
        QVERIFY(std::ranges::any_of(rows, [](const auto& row) {
            return row.action == "person-changed" && row.note == "Amal → Chief of Surgery";
        }));
        // What came under the old name stays under it.
        app::Mailbox inbox(*m_lab);
        const auto message = inbox.page(app::Folder::kInbox, {}, 1)->front();
        QCOMPARE(message.people, std::string("Amal"));
        QCOMPARE(inbox.open(message.number)->sender.name, std::string("Amal"));
        QVERIFY(contacts.markVerified(id).has_value());
        QCOMPARE(contacts.find(id)->trust, app::Trust::kVerified);
        // Another key: announced as well.
        const auto rotated = identity::rotateIdentity(me, card.created + 1000).value();
        publish(rotated.card);
        QCOMPARE(sync(*m_lab).changedPeople.size(), std::size_t{1});
        QCOMPARE(contacts.find(id)->trust, app::Trust::kOtherwise);
    }

    void aMissingMessageIsNoticedUntilItComes() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        app::Mailbox inbox(*m_doctor);
        const auto in = m_ward->root / "share" / "in";
        const auto blobs = [&] {
            std::vector<base::Path> found;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(in)) {
                if (entry.path().extension() == ".blob")
                    found.push_back(entry.path());
            }
            return found;
        };
        // Receipts go in between, and another person's messages: neither is a gap.
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "first"), m_task).has_value());
        sync(*m_lab);
        sync(*m_doctor);
        sync(*m_lab);
        QVERIFY(app::Compose(*m_doctor).send(letter(*m_doctor, "Jonas", "back"), m_task).has_value());
        sync(*m_doctor);
        sync(*m_lab);
        QVERIFY(inbox.gaps()->empty());
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "second"), m_task).has_value());
        sync(*m_lab);
        const auto lost = blobs();
        base::Path taken;
        for (const auto& path : lost) {
            if (std::filesystem::file_size(path) > 100'000)
                taken = path;
        }
        QVERIFY(!taken.empty());
        std::filesystem::rename(taken, m_ward->root / "taken");
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "third"), m_task).has_value());
        sync(*m_lab);
        QVERIFY(!std::filesystem::exists(taken));
        sync(*m_doctor);
        QCOMPARE(inbox.gaps()->size(), std::size_t{1});
        QCOMPARE(inbox.gaps()->front().sender, std::string("Jonas"));
        std::filesystem::create_directories(taken.parent_path());
        std::filesystem::rename(m_ward->root / "taken", taken);
        sync(*m_doctor);
        QVERIFY(inbox.gaps()->empty());
        QCOMPARE(inbox.count(app::Folder::kInbox).value(), std::uint64_t{3});
    }

    void twoMessagesWithOneNumberAreNoticed() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        for (const char* text : {"one", "two"}) {
            // A vault that was put back counts from where it was.
            QVERIFY(m_lab->state().settings.setText("sequence", "41").has_value());
            QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", text), m_task).has_value());
            sync(*m_lab);
            sync(*m_doctor);
        }
        const auto rows = app::Audit(*m_doctor).newest(0, 20).value();
        QVERIFY(
            std::ranges::any_of(rows, [](const auto& row) { return row.outcome == ErrorCode::kReplayed; }));
        QCOMPARE(app::Mailbox(*m_doctor).count(app::Folder::kInbox).value(), std::uint64_t{2});
    }

    void aReceiptSpeaksForItsDevice() {
        // The doctor has a second device, whose mailbox stands on the card.
        auto& me = m_doctor->state().identity;
        auto card = me.card.card;
        const auto first = card.devices.front();
        const format::CardDevice second{crypto::randomValue<format::DeviceId>(),
                                        crypto::randomValue<format::MailboxId>()};
        card.devices.push_back(second);
        card.created += 1000;
        me.card = identity::signCard(card, me.signing, nullptr);
        publish(me.card);
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "to both"), m_task).has_value());
        QCOMPARE(m_lab->state().deliveries.all()->size(), std::size_t{2});
        sync(*m_lab);
        sync(*m_doctor);
        sync(*m_lab);
        auto left = m_lab->state().deliveries.all().value();
        QCOMPARE(left.size(), std::size_t{1});
        QVERIFY(left.front().mailbox == second.mailbox);
        QCOMPARE(app::Mailbox(*m_lab).page(app::Folder::kSent, {}, 1)->front().state,
                 app::Delivery::kDelivered);
        // The second device, which has none of it yet.
        me.device = second.device;
        auto& database = m_doctor->state().vault.database();
        QVERIFY(database.execute("DELETE FROM messages; DELETE FROM seen").has_value());
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        sync(*m_lab);
        QVERIFY(m_lab->state().deliveries.all()->empty());
        QVERIFY(first.mailbox != second.mailbox);
    }

    void aCopiedProfileSplitsNoMail() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        m_doctor.reset();
        std::filesystem::copy(m_ward->root / "Amal", m_ward->root / "Copy",
                              std::filesystem::copy_options::recursive);
        m_doctor = m_ward->enter("Amal").value();
        QVERIFY(!m_doctor->copied());
        auto copy = m_ward->enter("Copy").value();
        QVERIFY(copy->copied());
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "one"), m_task).has_value());
        sync(*m_lab);
        // Before a person has decided it takes nothing.
        QCOMPARE(app::Sync(*copy).run(m_task).error().code, ErrorCode::kProfileCopied);
        QVERIFY(app::Account(*copy).secondDevice().has_value());
        QVERIFY(copy->state().identity.mailbox() != m_doctor->state().identity.mailbox());
        QCOMPARE(sync(*copy).received, std::size_t{0});
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        // Both devices end up with one card, others write to both, and it stays so after the next unlock.
        sync(*m_doctor);
        sync(*copy);
        QCOMPARE(m_doctor->state().identity.card.card.devices.size(), std::size_t{2});
        sync(*m_lab);
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "two"), m_task).has_value());
        sync(*m_lab);
        copy.reset();
        copy = m_ward->enter("Copy").value();
        QVERIFY(!copy->copied());
        QCOMPARE(sync(*copy).received, std::size_t{1});
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        QCOMPARE(app::Contacts(*m_lab).resolve("Amal")->trust, app::Trust::kUnverified);
    }

    void aMovedProfileGoesOn() {
        m_doctor.reset();
        std::filesystem::copy(m_ward->root / "Amal", m_ward->root / "Moved",
                              std::filesystem::copy_options::recursive);
        std::filesystem::remove_all(m_ward->root / "Amal");
        m_doctor = m_ward->enter("Moved").value();
        QCOMPARE(app::Sync(*m_doctor).run(m_task).error().code, ErrorCode::kProfileCopied);
        QVERIFY(app::Account(*m_doctor).movedHere().has_value());
        QVERIFY(app::Sync(*m_doctor).run(m_task).has_value());
        QCOMPARE(m_doctor->state().identity.card.card.devices.size(), std::size_t{1});
        // Renamed, it is the same folder.
        m_doctor.reset();
        std::filesystem::rename(m_ward->root / "Moved", m_ward->root / "Renamed");
        m_doctor = m_ward->enter("Renamed").value();
        QVERIFY(!m_doctor->copied());
    }

    void mailSetAsideIsListedReleasedAndRemoved() {
        sync(*m_lab);
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "one"), m_task).has_value());
        sync(*m_lab);
        sync(*m_doctor);
        app::SetAside aside(*m_doctor);
        auto rows = aside.list(10).value();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].reason, ErrorCode::kUnknownContact);
        QCOMPARE(rows[0].ending, std::string("blob"));
        QVERIFY(rows[0].size > 200'000);
        QVERIFY(aside.release(rows[0].id).has_value());
        QCOMPARE(aside.count().value(), std::size_t{0});
        sync(*m_doctor);
        QCOMPARE(aside.count().value(), std::size_t{1});
        QVERIFY(aside.remove(rows[0].id.substr(0, 8)).has_value());
        QCOMPARE(aside.count().value(), std::size_t{0});
        QCOMPARE(app::Audit(*m_doctor).newest(0, 1)->front().action, std::string("message-removed"));
        sync(*m_doctor);
        QCOMPARE(aside.count().value(), std::size_t{0});
        QCOMPARE(aside.release(rows[0].id).error().code, ErrorCode::kNotFound);
    }

    void aMessageIsRemovedWithItsAttachments() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        const auto sent = app::Compose(*m_lab).send(letter(*m_lab, "Amal", "canary word"), m_task);
        QVERIFY(sent.has_value());
        sync(*m_lab);
        sync(*m_doctor);
        app::Mailbox inbox(*m_doctor);
        const auto number = inbox.page(app::Folder::kInbox, {}, 1)->front().number;
        QVERIFY(!std::filesystem::is_empty(m_ward->root / "Amal" / "attachments"));
        QVERIFY(inbox.remove(number).has_value());
        QVERIFY(std::filesystem::is_empty(m_ward->root / "Amal" / "attachments"));
        QCOMPARE(inbox.open(number).error().code, ErrorCode::kNotFound);
        QVERIFY(inbox.search("canary", std::nullopt, 10)->empty());
        QCOMPARE(app::Audit(*m_doctor).newest(0, 1)->front().action, std::string("message-removed"));
        // Published again, it does not come back.
        QVERIFY(app::Mailbox(*m_lab).remove(sent->number).has_value());
        QVERIFY(m_lab->state().deliveries.all()->empty());
        QCOMPARE(sync(*m_doctor).received, std::size_t{0});
        QVERIFY(app::Audit(*m_doctor).verify().has_value());
    }

    void listsTellTwoPeopleOfOneNameApart() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "to the real one"), m_task).has_value());
        QCOMPARE(app::Mailbox(*m_lab).page(app::Folder::kSent, {}, 1)->front().people, std::string("Amal"));
        publish(Writer().signedCard("Amal"));
        sync(*m_lab);
        const auto shown = app::Contacts(*m_lab).all()->front().shown;
        QVERIFY(shown.starts_with("Amal, North Ward ("));
        const auto row = app::Mailbox(*m_lab).page(app::Folder::kSent, {}, 1)->front();
        QCOMPARE(row.people, shown);
        QCOMPARE(app::Mailbox(*m_lab).open(row.number)->recipients.front().name, shown);
        QCOMPARE(app::Audit(*m_lab).newest(0, 1)->front().note, shown);
    }

    void aPersonIsRemoved() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        QVERIFY(app::Compose(*m_lab).send(letter(*m_lab, "Amal", "waits"), m_task).has_value());
        app::Contacts contacts(*m_lab);
        const auto id = contacts.resolve("Amal")->id;
        QVERIFY(contacts.remove(id).has_value());
        QVERIFY(contacts.all()->empty());
        QVERIFY(m_lab->state().deliveries.all()->empty());
        QVERIFY(std::filesystem::is_empty(m_ward->root / "Jonas" / "spool"));
        QCOMPARE(app::Audit(*m_lab).newest(0, 1)->front().action, std::string("person-removed"));
        QVERIFY(app::Compose(*m_doctor).send(letter(*m_doctor, "Jonas", "hello"), m_task).has_value());
        sync(*m_doctor);
        const auto report = sync(*m_lab);
        QCOMPARE(report.received, std::size_t{0});
        QCOMPARE(report.requests, std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestStrangers)
#include "test_strangers.moc"
