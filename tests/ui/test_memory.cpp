// What the memory of the window's process holds after each place was left, and after it has locked: the
// program itself is used by a hand, writes its own memory to a file, and what was planted is looked for in
// it: keys, and the words of patients, messages, scans and drafts, in every shape that somebody might look
// for them in.
#include <QProcess>
#include <QtTest>
#include <fstream>
#include <iostream>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include "app/services/compose.h"
#include "app/services/sync.h"
#include "core/base/file_lock.h"
#include "core/vault/key_slots.h"
#include "tests/support/ward.h"
#include "tests/ui/scan_files.h"
#include "tests/ui/window_hand.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {

// Only in the test's own process, never in the one that is looked into.
// At the end of a text that is longer than what a list shows of it.
constexpr std::string_view kText = "planted-words of a letter about nobody";
constexpr std::string_view kScanName = "Oglethorpe";
constexpr std::string_view kScanNumber = "MRN-55512876";
constexpr std::string_view kPatientName = "Zebulon Quackenbush";
constexpr std::string_view kPatientNumber = "MRN-90817263";
constexpr std::string_view kDraft = "planted-draft that was never sent";
constexpr std::string_view kDraftName = "Wilhelmina Vanderzee";
constexpr std::string_view kAttachment = "planted-attachment with a long enough content";

/// One thing looked for, in all its shapes.
struct Planted {
    QString name;
    QList<QByteArray> shapes;
    bool key = false;
};

QByteArray bytesOf(base::ByteView view) {
    return {reinterpret_cast<const char*>(view.data()), static_cast<qsizetype>(view.size())};
}

/// Base64 of something in the middle of other bytes: three ways, without the edges that those would change.
void addBase64(QList<QByteArray>& shapes, const QByteArray& what) {
    for (int shift = 0; shift < 3; ++shift) {
        const auto text = (QByteArray(shift, '\0') + what).toBase64(QByteArray::OmitTrailingEquals);
        shapes << text.mid(shift == 0 ? 0 : 4, (what.size() - 3) / 3 * 4 - 4);
    }
}

Planted text(const QString& name, std::string_view words) {
    const auto utf8 = QByteArray(words.data(), static_cast<qsizetype>(words.size()));
    const auto wide = QString::fromUtf8(utf8);
    Planted planted{name, {utf8}, false};
    planted.shapes << QByteArray(reinterpret_cast<const char*>(wide.utf16()), wide.size() * 2);
    planted.shapes << utf8.toHex() << utf8.toHex().toUpper();
    addBase64(planted.shapes, utf8);
    return planted;
}

Planted key(const QString& name, base::ByteView view) {
    const auto raw = bytesOf(view);
    Planted planted{name, {raw}, true};
    planted.shapes << raw.toHex() << raw.toHex().toUpper();
    addBase64(planted.shapes, raw);
    QByteArray reversed(raw.size(), '\0');  // as numbers stand in memory
    std::reverse_copy(raw.cbegin(), raw.cend(), reversed.begin());
    planted.shapes << reversed;
    return planted;
}

/// The secret numbers of an RSA key, from its DER: the middle of each.
void addRsa(QList<Planted>& all, base::ByteView der) {
    int number = 0;
    for (std::size_t i = 0; i + 4 < der.size(); ++i) {
        std::size_t length = 0;
        std::size_t start = 0;
        if (der[i] == 0x02 && der[i + 1] == 0x82) {
            length = std::size_t{der[i + 2]} << 8 | der[i + 3];
            start = i + 4;
        } else if (der[i] == 0x02 && der[i + 1] == 0x81) {
            length = der[i + 2];
            start = i + 3;
        }
        if (length < 160 || start + length > der.size())
            continue;
        // The first is the modulus, which everybody may see.
        if (number++ > 0)
            all << key(u"RSA secret number %1"_s.arg(number), der.subspan(start + length / 2, 32));
        i = start + length - 1;
    }
}

/// All writable memory of this process, without this function's own.
void writeOwnMemory(const std::string& path) {
    constexpr std::size_t kPiece = 1 << 20;
    void* const buffer = ::mmap(nullptr, kPiece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const int out = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t from = 0;
        std::uintptr_t to = 0;
        char access[5] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, access) != 3 || access[1] != 'w')
            continue;
        const auto own = reinterpret_cast<std::uintptr_t>(buffer);
        for (auto at = from; at < to; at += kPiece) {
            if (at <= own && own < at + kPiece)
                continue;
            const auto size = std::min<std::size_t>(kPiece, to - at);
            const iovec local{buffer, size};
            const iovec remote{reinterpret_cast<void*>(at), size};
            const auto count = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
            if (count > 0)
                (void)!::write(out, buffer, static_cast<std::size_t>(count));
        }
    }
    ::close(out);
    ::munmap(buffer, kPiece);
}

qsizetype countOf(const QByteArray& memory, const QByteArray& what) {
    qsizetype count = 0;
    const char* at = memory.constData();
    const char* const end = at + memory.size();
    while ((at = static_cast<const char*>(::memmem(at, static_cast<std::size_t>(end - at), what.constData(),
                                                   static_cast<std::size_t>(what.size())))) != nullptr) {
        ++count;
        ++at;
    }
    return count;
}

/// The key of the slot as it stands now: unlocking may have made it anew.
base::Result<crypto::SymmetricKey> currentSlotKey(const base::Path& profile) {
    MEDVEIL_ASSIGN(const auto file,
                   base::readWholeFile(base::systemFileSystem(), profile / "slots", 1 << 16));
    MEDVEIL_ASSIGN(const auto slots, vault::decodeSlotFile(file));
    return vault::slotKey(slots.slots.front(), base::asBytes(test::Ward::kPassphrase));
}

void choose(test::WindowHand& hand, int row) {
    hand.until([row](ui::MainWindow& window) {
        auto* inbox = test::named<QListView>(window, u"Received messages"_s);
        if (inbox == nullptr || inbox->model()->rowCount() < 2)
            return false;
        inbox->setCurrentIndex(inbox->model()->index(row, 0));
        return true;
    });
    hand.until(
        [](ui::MainWindow& window) { return test::named<QLabel>(window, u"Message text"_s) != nullptr; });
    hand.idle();
}

void dump(test::WindowHand& hand, const std::string& path) {
    // What was asked to go later is gone.
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    hand.once([&path](ui::MainWindow&) { writeOwnMemory(path); });
}

void usePlaces(test::WindowHand& hand, const std::string& folder, const base::Path& scan) {
    choose(hand, 1);
    hand.once([](ui::MainWindow& window) {
        QTest::mouseClick(test::buttonWith(window, u"View"_s), Qt::LeftButton);
    });
    hand.idle();
    dump(hand, folder + "/message");
    choose(hand, 0);
    dump(hand, folder + "/other message");
    hand.once([&scan](ui::MainWindow& window) {
        window.shell()->goTo(3);
        window.shell()->findChild<ui::ScansPlace*>()->open({QString::fromStdString(scan.string())});
    });
    hand.until([](ui::MainWindow& window) {
        return window.shell()->findChild<ui::ScansPlace*>()->view().canvas().slice() != nullptr;
    });
    dump(hand, folder + "/scan");
    for (const int place : {0, 2, 4, 5, 6, 7, 1}) {
        hand.once([place](ui::MainWindow& window) { window.shell()->goTo(place); });
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        hand.idle();
    }
    hand.until([](ui::MainWindow& window) {
        const auto* field = test::named<QPlainTextEdit>(window, u"Confidential message"_s);
        return field != nullptr && !field->document()->isEmpty();
    });
    dump(hand, folder + "/draft");
    hand.once([](ui::MainWindow& window) { window.shell()->goTo(6); });
    hand.idle();
    dump(hand, folder + "/left");
    // And when the lock comes, with the message open, and its text on the clipboard.
    hand.once([](ui::MainWindow& window) { window.shell()->goTo(0); });
    choose(hand, 1);
    hand.once([](ui::MainWindow& window) {
        QTest::mouseClick(test::buttonWith(window, u"Copy text"_s), Qt::LeftButton);
    });
}

void child(char** argv) {
    static const std::string folder = argv[3];
    static const base::Path scan = argv[4];
    test::runWindow(argv[0], argv[2], [profile = base::Path(argv[2])](test::WindowHand& hand) {
        hand.unlock();
        hand.until([](ui::MainWindow& window) {
            auto* inbox = test::named<QListView>(window, u"Received messages"_s);
            return inbox != nullptr && inbox->model()->rowCount() == 2;
        });
        hand.idle();
        dump(hand, folder + "/unlocked");
        usePlaces(hand, folder, scan);
        hand.once([&profile](ui::MainWindow&) {
            rlimit core{};
            ::getrlimit(RLIMIT_CORE, &core);
            if (::prctl(PR_GET_DUMPABLE) != 0 || core.rlim_max != 0)
                test::WindowHand::say("open to others");
            // What is nowhere to be found could be found if it were there.
            const auto held = currentSlotKey(profile);
            if (!held)
                test::WindowHand::say("no slot key");
            writeOwnMemory(folder + "/holding");
        });
        hand.once([](ui::MainWindow& window) {
            QTest::mouseClick(test::buttonWith(window, u"Lock"_s), Qt::LeftButton);
        });
        hand.until([&profile](ui::MainWindow& window) {
            return window.shell() == nullptr && base::FileLock::take(profile / "lock").has_value();
        });
        dump(hand, folder + "/locked");
        test::WindowHand::say("written");
        hand.once([](ui::MainWindow& window) { window.QWidget::close(); });
    });
}

}  // namespace

class TestMemory : public QObject {
    Q_OBJECT

    /// A person with a message, an attachment and a draft, and all that must not be found.
    static QList<Planted> plant(test::Ward& ward) {
        QList<Planted> all;
        base::NullTaskContext task;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            (void)app::Sync(*session).run(task);
        (void)test::Ward::introduce({lab.get(), doctor.get()});
        app::Letter letter;
        letter.recipients.push_back(app::Contacts(*lab).resolve("Amal").value().id);
        letter.patient = {true, std::string(kPatientNumber), std::string(kPatientName)};
        const auto padding = std::string(400, '.') + std::string(kText);
        letter.text.assign(padding.begin(), padding.end());
        app::PastedAttachment pasted{"note.txt", "text/plain", {}};
        pasted.content.assign(kAttachment.begin(), kAttachment.end());
        letter.pasted.push_back(std::move(pasted));
        (void)app::Compose(*lab).send(letter, task).value();
        app::Letter other;
        other.recipients = letter.recipients;
        other.patient = {true, "MRN-6", "Somebody Else"};
        other.text = "nothing of this is looked for";
        (void)app::Compose(*lab).send(other, task).value();
        (void)app::Sync(*lab).run(task);
        (void)app::Sync(*doctor).run(task);
        app::Letter draft;
        draft.patient = {true, "MRN-5", std::string(kDraftName)};
        draft.text = kDraft;
        (void)app::Compose(*doctor).saveDraft(0, draft).value();

        auto& state = doctor->state();
        all << key(u"Ed25519 seed"_s, state.identity.signing.view().first(32));
        all << key(u"X25519 secret"_s, state.identity.agreement.view());
        addRsa(all, state.identity.rsa.toDer()->view());
        const auto page =
            state.messages.page(vault::Direction::kReceived, {INT64_MAX, INT64_MAX}, 10).value();
        const auto message = state.messages.find(page.back().number).value();
        all << key(u"attachment key"_s, message->attachments.front().file.key.view());
        doctor.reset();
        const auto slots = vault::decodeSlotFile(
            base::readWholeFile(base::systemFileSystem(), ward.root / "Amal" / "slots", 1 << 16).value());
        const auto slot =
            vault::slotKey(slots->slots.front(), base::asBytes(test::Ward::kPassphrase)).value();
        all << key(u"vault key"_s, vault::unwrapFrom(slots->slots.front(), slot)->view());
        all << text(u"message text"_s, kText) << text(u"patient's name"_s, kPatientName)
            << text(u"patient's number"_s, kPatientNumber) << text(u"draft's text"_s, kDraft)
            << text(u"draft's patient"_s, kDraftName) << text(u"attachment"_s, kAttachment)
            << text(u"scan's patient"_s, kScanName) << text(u"scan's number"_s, kScanNumber);
        return all;
    }

    static QMap<QString, qsizetype> searched(const QList<Planted>& all, const QString& file) {
        QFile dump(file);
        if (!dump.open(QIODevice::ReadOnly))
            return {};
        const auto memory = dump.readAll();
        QMap<QString, qsizetype> found;
        for (const auto& planted : all) {
            for (const auto& shape : planted.shapes)
                found[planted.name] += countOf(memory, shape);
        }
        return found;
    }

    inline static const QStringList kMoments{u"unlocked"_s, u"message"_s, u"other message"_s, u"scan"_s,
                                             u"draft"_s,    u"left"_s,    u"holding"_s,       u"locked"_s};

    static void printTable(const QList<Planted>& all, const QMap<QString, QMap<QString, qsizetype>>& found) {
        qInfo("%-24s %s", "", qPrintable(kMoments.join(u"  "_s)));
        for (const auto& planted : all) {
            QString line;
            for (const auto& moment : kMoments)
                line += QString::number(found[moment][planted.name]).rightJustified(moment.size()) + u"  "_s;
            qInfo("%-24s %s", qPrintable(planted.name), qPrintable(line));
        }
    }

  private Q_SLOTS:
    void nothingIsLeftInMemoryAfterTheLock() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("sanitizers keep freed memory on purpose");
#endif
        test::Ward ward;
        QTemporaryDir dumps;
        auto all = plant(ward);
        QVERIFY(all.size() > 12);
        const auto scan =
            test::writeSlice(ward.root, 1, std::string(kScanName) + "^Ferdinand", std::string(kScanNumber));
        QProcess window;
        window.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        window.start(QCoreApplication::applicationFilePath(),
                     {u"--child"_s, QString::fromStdString((ward.root / "Amal").string()), dumps.path(),
                      QString::fromStdString(scan.string())});
        QTRY_VERIFY_WITH_TIMEOUT(window.canReadLine() || window.state() == QProcess::NotRunning, 180'000);
        QCOMPARE(window.readLine().trimmed(), QByteArray("written"));
        QVERIFY(window.state() == QProcess::NotRunning || window.waitForFinished(30'000));
        all << key(u"slot key"_s, currentSlotKey(ward.root / "Amal")->view());

        QMap<QString, QMap<QString, qsizetype>> found;
        for (const auto& moment : kMoments)
            found[moment] = searched(all, dumps.filePath(moment));
        printTable(all, found);
        // The search itself can find: what is on the screen is there, and so is a key that is held.
        const std::pair<QString, QString> shown[] = {
            {u"unlocked"_s, u"Ed25519 seed"_s}, {u"unlocked"_s, u"vault key"_s},
            {u"message"_s, u"message text"_s},  {u"message"_s, u"patient's name"_s},
            {u"message"_s, u"attachment"_s},    {u"scan"_s, u"scan's patient"_s},
            {u"draft"_s, u"draft's text"_s},    {u"draft"_s, u"draft's patient"_s}};
        for (const auto& [moment, what] : shown)
            QVERIFY2(found[moment][what] > 0, qPrintable(moment + u": "_s + what));
        QVERIFY(found[u"holding"_s][u"slot key"_s] > found[u"left"_s][u"slot key"_s]);
        for (const auto& planted : all) {
            QVERIFY2(found[u"locked"_s][planted.name] == 0, qPrintable(planted.name));
            // No use of a place leaves a copy of a key behind.
            for (const auto& moment : {u"other message"_s, u"left"_s})
                QVERIFY2(!planted.key || found[moment][planted.name] <= found[u"unlocked"_s][planted.name],
                         qPrintable(moment + u": "_s + planted.name));
        }
        // Of a message that was closed no more is there than what the database keeps of its pages.
        for (const auto& moment : {u"other message"_s, u"scan"_s, u"draft"_s, u"left"_s}) {
            QVERIFY2(found[moment][u"message text"_s] <= found[u"unlocked"_s][u"message text"_s],
                     qPrintable(moment));
            QVERIFY2(found[moment][u"attachment"_s] == 0, qPrintable(moment));
        }
    }
};

int main(int argc, char** argv) {
    if (argc > 4 && std::string_view(argv[1]) == "--child")
        child(argv);
    QApplication application(argc, argv);
    TestMemory test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_memory.moc"
