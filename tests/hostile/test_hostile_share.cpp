// A share that somebody floods while honest people write to each other: nothing of theirs is lost, nothing
// comes late, nothing under another name, and memory, disk and time stay bounded. Rounds scale by
// MEDVEIL_TEST_SCALE.
#include <QtTest>
#include <chrono>
#include <filesystem>
#include <map>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "stego/embed/restorable.h"
#include "tests/hostile/large_picture.h"
#include "tests/hostile/measures.h"
#include "tests/hostile/share_writer.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using test::bytesBelow;
using test::kMeasureMemory;
using test::kSlower;
using test::peakMemory;
using test::scale;
using test::seconds;

class TestHostileShare : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

    std::string send(app::Session& from, const std::string& to, const std::string& text) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(to).value().id};
        letter.text.assign(text.begin(), text.end());
        return app::Compose(from).send(letter, m_task).value().id;
    }
    app::SyncReport poll(app::Session& session) {
        auto report = app::Sync(session).run(m_task, app::SyncCause::kPoll).value();
        m_last[session.me().name] = report;
        return report;
    }
    /// What the last polls said, for a failure's message.
    QByteArray said() const {
        QByteArray text;
        for (const auto& [name, report] : m_last)
            text += QByteArray::fromStdString(name) + ": received " + QByteArray::number(report.received) +
                    ", held " + QByteArray::number(report.held) + ", more " + (report.more ? "yes" : "no") +
                    ", problem " + QByteArray::fromStdString(std::string(base::errorName(report.problem))) +
                    ", waiting " + QByteArray::number(report.waiting.size()) +
                    (report.waiting.empty() ? ""
                                            : " " + QByteArray::fromStdString(std::string(
                                                        base::errorName(report.waiting[0].problem)))) +
                    "; ";
        return text;
    }
    std::map<std::string, app::SyncReport> m_last;
    static Path mailbox(const Path& share, app::Session& of) {
        return share / "in" / base::toBase32(of.state().identity.mailbox().view());
    }

  private Q_SLOTS:
    void honestMailGoesThrough() {
        test::Ward ward;
        std::map<std::string, std::unique_ptr<app::Session>> people;
        for (const char* name : {"Jonas", "Amal", "Mira"})
            people[name] = ward.admit(name);
        for (int i = 0; i < 2; ++i)
            for (auto& [name, session] : people)
                poll(*session);
        QVERIFY(test::Ward::introduce({people["Jonas"].get(), people["Amal"].get(), people["Mira"].get()}));
        const auto share = ward.root / "share";
        const auto outside = ward.root / "outside";
        std::filesystem::create_directories(outside);
        std::ofstream(outside / "keep") << "keep";
        std::vector<Path> boxes;
        for (auto& [name, session] : people)
            boxes.push_back(mailbox(share, *session));
        test::ShareWriter enemy(share, boxes, outside);
        const auto memoryBefore = peakMemory();

        std::map<std::string, std::string> sent;  // text -> recipient
        double slowest = 0;
        for (std::size_t round = 0; round < 4 * scale(); ++round) {
            for (const auto& [from, to] :
                 {std::pair("Jonas", "Amal"), std::pair("Amal", "Mira"), std::pair("Mira", "Jonas")}) {
                const auto text = std::string(from) + " to " + to + ", " + std::to_string(round);
                send(*people[from], to, text);
                sent[text] = to;
            }
            enemy.everything(250);
            for (auto& [name, session] : people) {
                const auto start = std::chrono::steady_clock::now();
                poll(*session);
                slowest = std::max(slowest, seconds(std::chrono::steady_clock::now() - start));
            }
            qInfo("round %zu: slowest poll so far %.2f s", round, slowest);
            enemy.everything(50);
            // One poll later, which the window makes within six seconds, everything has arrived.
            for (auto& [name, session] : people)
                poll(*session);
            for (const auto& [text, to] : sent) {
                const auto rows = app::Mailbox(*people[to]).page(app::Folder::kInbox, {}, 1000).value();
                std::size_t found = 0;
                for (const auto& row : rows) {
                    const auto detail = app::Mailbox(*people[to]).open(row.number).value();
                    if (std::string_view(detail.text.data(), detail.text.size()) != text)
                        continue;
                    ++found;
                    QCOMPARE(detail.sender.name, text.substr(0, text.find(' ')));
                }
                QVERIFY2(found == 1, (QByteArray::fromStdString(text) + " found " +
                                      QByteArray::number(found) + " times; " + said())
                                         .constData());
            }
        }
        // Nothing outside was touched, nothing is known that is not so, and nothing waits.
        QCOMPARE(std::distance(std::filesystem::directory_iterator(outside), {}), std::ptrdiff_t{1});
        for (auto& [name, session] : people) {
            QCOMPARE(app::Contacts(*session).all()->size(), std::size_t{2});
            QCOMPARE(app::Mailbox(*session).count(app::Folder::kInbox).value(), sent.size() / 3);
            QVERIFY(poll(*session).waiting.empty());
            QVERIFY(app::Audit(*session).verify().has_value());
            QVERIFY2(bytesBelow(ward.root / name) < 16 * 1024 * 1024 * scale(), name.c_str());
        }
        qInfo("slowest poll %.2f s, memory %.0f MiB (before %.0f)", slowest, peakMemory(), memoryBefore);
        QVERIFY2(slowest < 10 * kSlower, "a poll took longer than its budget");
        if (kMeasureMemory)
            QVERIFY(peakMemory() < 300);
    }

    /// More junk than one look takes, all of it smaller than a letter: what came before it and what comes
    /// behind it are both there at the first look.
    void aFloodOvertakesNoLetter() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            poll(*session);
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        const auto share = ward.root / "share";
        test::ShareWriter enemy(share, {mailbox(share, *doctor)}, ward.root);
        send(*lab, "Amal", "before");
        poll(*lab);
        // Under a sanitizer, what one look takes in its time.
        enemy.lies((kSlower == 1 ? 25'000 : 5'000) * std::min<std::size_t>(scale(), 3));
        send(*lab, "Amal", "behind");
        poll(*lab);
        QCOMPARE(poll(*doctor).received, std::size_t{2});
        enemy.lies(1'000);
        send(*lab, "Amal", "behind more");
        poll(*lab);
        QCOMPARE(poll(*doctor).received, std::size_t{1});
    }

    /// Only so much junk is remembered; what is gone makes room.
    void junkThatIsGoneIsForgotten() {
        test::Ward ward;
        auto doctor = ward.admit("Amal");
        poll(*doctor);
        auto& state = doctor->state();
        {
            auto transaction = vault::Transaction::begin(state.vault.database()).value();
            for (int i = 0; i < 26'000; ++i)
                QVERIFY(state.deliveries
                            .hold(base::toBase32(crypto::randomValue<crypto::Digest>().view()) + ".blob",
                                  static_cast<std::uint64_t>(ErrorCode::kNotForMe), state.clock.now())
                            .has_value());
            QVERIFY(transaction.commit().has_value());
        }
        poll(*doctor);
        QCOMPARE(state.deliveries.held().value().size(), std::size_t{0});
    }

    /// A picture that would take more memory than one look may waits for the person, who is told.
    void aCoverTooLargeForALookWaitsForThePerson_data() {
        QTest::addColumn<int>("side");
        QTest::addColumn<bool>("restorable");
        QTest::newRow("its samples") << 8300 << false;
        // Under a sanitizer making one takes minutes.
        if (kSlower == 1)
            QTest::newRow("giving it back") << 3800 << true;
    }
    void aCoverTooLargeForALookWaitsForThePerson() {
        QFETCH(int, side);
        QFETCH(bool, restorable);
        test::Ward ward;
        auto doctor = ward.admit("Amal");
        poll(*doctor);
        const auto share = ward.root / "share";
        test::ShareWriter enemy(share, {mailbox(share, *doctor)}, ward.root);
        auto picture = test::largePicture(side, side);
        if (restorable) {
            auto& files = base::systemFileSystem();
            std::ofstream(ward.root / "cover.png", std::ios::binary)
                .write(reinterpret_cast<const char*>(picture.data()),
                       static_cast<std::streamsize>(picture.size()));
            std::vector<stego::ReaderSecret> readers;
            readers.emplace_back(base::SecretBytes::copyOf(base::asBytes("anybody's")));
            QVERIFY(stego::hideRestorably(files, ward.root / "cover.png", readers, base::asBytes("nothing"),
                                          {}, ward.root / "carrier.png", m_task)
                        .has_value());
            picture = base::readWholeFile(files, ward.root / "carrier.png", std::size_t{1} << 28).value();
        }
        enemy.picture(picture, 0);
        const auto report = poll(*doctor);
        QVERIFY2(report.more, said().constData());
        QVERIFY(doctor->state().deliveries.held().value().empty());
        QCOMPARE(app::Sync(*doctor).run(m_task, app::SyncCause::kPerson).value().held, std::size_t{1});
        const auto held = doctor->state().deliveries.held().value();
        QCOMPARE(held.size(), std::size_t{1});
        QCOMPARE(held[0].reason, static_cast<std::uint64_t>(ErrorCode::kNothingFound));
    }

    /// A real new person among junk that claims to be people is found within the directory's next looks.
    void junkCardsHideNoRealPerson() {
        test::Ward ward;
        auto doctor = ward.admit("Amal");
        poll(*doctor);
        const auto share = ward.root / "share";
        test::ShareWriter enemy(share, {share / "in"}, ward.root);
        enemy.junkCards(6'000 * scale());
        auto fresh = ward.admit("Mira");
        std::size_t found = 0;
        std::size_t polls = 0;
        for (; found == 0 && polls < 10 * scale(); ++polls) {
            poll(*doctor);
            found = app::Contacts(*doctor).waiting()->size();
        }
        qInfo("found after %zu polls", polls);
        QCOMPARE(found, std::size_t{1});
        QVERIFY(polls <= 2 * scale());
        // And a person who comes when the junk is known already is found at once.
        auto late = ward.admit("Jonas");
        for (std::size_t i = 0; i <= 2 * scale() && app::Contacts(*doctor).waiting()->size() < 2; ++i)
            poll(*doctor);
        QCOMPARE(app::Contacts(*doctor).waiting()->size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestHostileShare)
#include "test_hostile_share.moc"
