// What a person has and must not lose by the window: a profile with a file missing, the recovery kit that
// opens it, and a letter that is half written when the window locks or the system ends the program.
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMimeData>
#include <QProcess>
#include <QScrollArea>
#include <QtTest>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "app/messages/error_text.h"
#include "app/services/compose.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "tests/ui/window_hand.h"
#include "ui/shell/main_window.h"
#include "ui/start/recovery_sheet.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSettings = 7;
constexpr std::string_view kTyped = "Potassium is 6.1, call the ward";

std::unique_ptr<app::SessionLane> laneOf(std::unique_ptr<app::Session> session) {
    auto lane = std::make_unique<app::SessionLane>();
    lane->adopt(std::move(session));
    return lane;
}

/// Every file below the folder, by its name.
std::map<std::string, std::string> contentOf(const base::Path& folder) {
    std::map<std::string, std::string> content;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        std::ifstream in(entry.path(), std::ios::binary);
        if (entry.is_regular_file())
            content[entry.path().string()].assign(std::istreambuf_iterator<char>(in), {});
    }
    return content;
}

QString passphrase() {
    return QString::fromLatin1(test::Ward::kPassphrase.data(), test::Ward::kPassphrase.size());
}

}  // namespace

class TestKeptWork : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<ui::MainWindow> m_window;

    base::Path folder() const { return m_ward->root / "Jonas"; }
    void open(std::unique_ptr<app::Session> session) {
        m_window = std::make_unique<ui::MainWindow>(folder());
        if (session)
            m_window->show(laneOf(std::move(session)));
        m_window->resize(1100, 760);
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    template <class Widget>
    Widget* find(const QString& name) {
        return test::named<Widget>(*m_window, name);
    }
    void press(const QString& text) {
        QTRY_VERIFY2_WITH_TIMEOUT(test::buttonWith(*m_window, text) != nullptr, qPrintable(text), 10000);
        test::buttonWith(*m_window, text)->click();
    }
    void unlock() {
        auto* field = find<QLineEdit>(u"Passphrase"_s);
        QVERIFY(field != nullptr);
        QTest::keyClicks(field, passphrase());
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->shell() != nullptr, 20000);
    }
    QList<QLabel*> words() {
        auto* grid = find<ui::WordGrid>(u"Recovery words"_s);
        return grid == nullptr ? QList<QLabel*>() : grid->findChildren<QLabel*>();
    }
    /// As a person copies them, "1. abacus 2. abdomen" without the numbers.
    QString shownWords() {
        QString all;
        for (int i = 1; i <= 12; ++i)
            for (const auto* word : words())
                if (word->text().startsWith(QString::number(i) + u". "_s))
                    all += word->text().section(u' ', 1) + u' ';
        return all;
    }
    /// In a copy of the profile, as the window has the real one open.
    bool opens(const QString& kit) {
        const auto copy = m_ward->root / "copy";
        std::filesystem::remove_all(copy);
        std::filesystem::copy(folder(), copy, std::filesystem::copy_options::recursive);
        const auto bytes = kit.toUtf8();
        const auto secret = base::SecretBytes::copyOf(base::asBytes(std::string_view(bytes)));
        return app::Session::unlock(copy, app::CredentialKind::kRecoveryWords, secret, m_task).has_value();
    }
    /// On a page of 640 pixels with letters twice as large each word can be brought into view whole.
    void everyWordCanBeReached() {
        const auto usual = QApplication::font();
        auto large = usual;
        large.setPointSizeF(usual.pointSizeF() * 2);
        QApplication::setFont(large);
        m_window->resize(640, 480);
        QTest::qWait(100);
        auto* page = find<QScrollArea>(u"Settings"_s);
        QVERIFY(page != nullptr);
        for (auto* word : words()) {
            page->ensureWidgetVisible(word);
            QTest::qWait(5);
            QCOMPARE(word->visibleRegion().boundingRect(), word->rect());
            QVERIFY(word->width() >= word->fontMetrics().horizontalAdvance(word->text()));
        }
        QApplication::setFont(usual);
        m_window->resize(1100, 760);
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }
    void init() { m_ward = std::make_unique<test::Ward>(); }
    void cleanup() {
        m_window.reset();
        m_ward.reset();
    }

    void aFolderWithoutSlotsIsSaidAndNothingIsMadeOverIt() {
        m_ward->admit("Jonas").reset();
        std::filesystem::rename(folder() / "slots", m_ward->root / "slots");
        const auto before = contentOf(folder());
        open(nullptr);
        const auto text = app::errorText(base::ErrorCode::kVaultSlotsMissing);
        QVERIFY(find<ui::Banner>(text.title) != nullptr);
        QVERIFY(!text.advice.isEmpty() && find<ui::Banner>(text.title)->accessibleDescription() != QString());
        QVERIFY(test::buttonWith(*m_window, u"Create my profile"_s) == nullptr);
        // Whatever is typed opens nothing and makes nothing.
        QTest::keyClicks(find<QLineEdit>(u"Passphrase"_s), passphrase());
        QTest::keyClick(find<QLineEdit>(u"Passphrase"_s), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(test::buttonWith(*m_window, u"Unlock"_s)->isEnabled(), 10000);
        QVERIFY(find<ui::Banner>(text.title) != nullptr);
        QVERIFY(m_window->shell() == nullptr);
        QVERIFY(contentOf(folder()) == before);
        // Put back where it was, it opens.
        std::filesystem::rename(m_ward->root / "slots", folder() / "slots");
        unlock();
    }

    void aNewKitIsShownToWhoKnowsThePassphraseAndReplacesTheOldOneLast() {
        auto session = m_ward->admit("Jonas");
        QString old;
        {
            app::Account account(*session);
            const auto kit = account.prepareRecoveryKit().value();
            QVERIFY(account.commitRecoveryKit(kit).has_value());
            old = QString::fromUtf8(reinterpret_cast<const char*>(kit.view().data()),
                                    static_cast<qsizetype>(kit.view().size()));
        }
        open(std::move(session));
        m_window->shell()->goTo(kSettings);
        press(u"Make a new recovery kit"_s);
        QVERIFY(words().isEmpty());
        auto* field = find<QLineEdit>(u"Your passphrase"_s);
        QVERIFY(field != nullptr);
        for (const auto& wrong : {QString(), u"not it at all"_s, passphrase().chopped(1)}) {
            QTest::keyClicks(field, wrong);
            press(u"Show me new words"_s);
            QTRY_VERIFY(!m_window->shell()->lane().isBusy());
            QTest::qWait(50);
            QVERIFY2(words().isEmpty(), qPrintable(wrong));
        }
        QVERIFY(find<ui::Banner>(app::errorText(base::ErrorCode::kUnlockFailed).title) != nullptr);
        QTest::keyClicks(field, passphrase());
        press(u"Show me new words"_s);
        QTRY_COMPARE_WITH_TIMEOUT(words().size(), 12, 20000);
        const auto fresh = shownWords();
        everyWordCanBeReached();
        QVERIFY(opens(old));
        QVERIFY(!opens(fresh));
        auto* typed = find<QPlainTextEdit>(u"Type the twelve words from your print-out"_s);
        typed->setPlainText(old);
        press(u"Check that it opens my vault"_s);
        QTRY_VERIFY_WITH_TIMEOUT(find<ui::Banner>(u"These are not the words above"_s) != nullptr, 10000);
        QVERIFY(opens(old));
        typed->setPlainText(fresh);
        press(u"Check that it opens my vault"_s);
        QTRY_VERIFY_WITH_TIMEOUT(find<ui::Banner>(u"They open your vault"_s) != nullptr, 20000);
        QVERIFY(words().isEmpty());
        QVERIFY(opens(fresh));
        QVERIFY(!opens(old));
    }

    /// Locked before the timer that saves has run, and once after it has.
    void aHalfWrittenLetterComesBackAfterALock_data() {
        QTest::addColumn<bool>("saved");
        QTest::newRow("at once") << false;
        QTest::newRow("written on after it was saved") << true;
    }
    void aHalfWrittenLetterComesBackAfterALock() {
        QFETCH(bool, saved);
        auto lab = m_ward->admit("Jonas");
        auto doctor = m_ward->admit("Amal");
        QVERIFY(app::Sync(*doctor).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get()}));
        open(std::move(lab));
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        QListWidget* people = nullptr;
        QTRY_VERIFY((people = find<QListWidget>(u"Recipients"_s)) != nullptr && people->count() == 1 &&
                    people->item(0)->flags().testFlag(Qt::ItemIsUserCheckable));
        QTRY_VERIFY(!m_window->shell()->lane().isBusy());
        people->item(0)->setCheckState(Qt::Checked);
        QTest::keyClicks(find<QLineEdit>(u"Patient number"_s), u"MRN-5"_s);
        QTest::keyClicks(find<QLineEdit>(u"Patient name"_s), u"Ida Berg"_s);
        QImage image(40, 30, QImage::Format_RGB32);
        image.fill(Qt::darkCyan);
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "PNG"));
        auto* copied = new QMimeData;
        copied->setImageData(image);
        copied->setData(u"image/png"_s, png);
        QApplication::clipboard()->setMimeData(copied);
        press(u"Paste a picture"_s);
        auto* attached = find<QListWidget>(u"Attachments"_s);
        QTRY_VERIFY((attached = find<QListWidget>(u"Attachments"_s)) != nullptr && attached->count() == 1);
        auto* text = find<QPlainTextEdit>(u"Confidential message"_s);
        if (saved) {
            QTest::keyClicks(text, u"See "_s);
            QTest::qWait(1500);
            QTRY_VERIFY(!m_window->shell()->lane().isBusy());
        }
        QTest::keyClicks(text, saved ? u"the film"_s : u"See the film"_s);
        QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_window->shell() == nullptr);
        unlock();
        QTRY_VERIFY_WITH_TIMEOUT((text = find<QPlainTextEdit>(u"Confidential message"_s)) != nullptr &&
                                     text->toPlainText() == u"See the film"_s,
                                 10000);
        people = find<QListWidget>(u"Recipients"_s);
        QVERIFY(people->count() == 1 && people->item(0)->checkState() == Qt::Checked);
        QCOMPARE(find<QLineEdit>(u"Patient number"_s)->text(), u"MRN-5"_s);
        QCOMPARE(find<QLineEdit>(u"Patient name"_s)->text(), u"Ida Berg"_s);
        attached = find<QListWidget>(u"Attachments"_s);
        QVERIFY(attached != nullptr && attached->count() == 1);
        // The picture itself, not only its name.
        m_window.reset();
        auto again = m_ward->enter("Jonas");
        QTRY_VERIFY_WITH_TIMEOUT(again || (again = m_ward->enter("Jonas")), 10000);
        const auto drafts = app::Compose(**again).drafts().value();
        QCOMPARE(drafts.size(), std::size_t{1});
        QCOMPARE(drafts[0].letter.pasted.size(), std::size_t{1});
        const auto& content = drafts[0].letter.pasted[0].content;
        const auto kept = QImage::fromData(reinterpret_cast<const uchar*>(content.data()),
                                           static_cast<int>(content.size()));
        QCOMPARE(kept.convertToFormat(QImage::Format_RGB32), image);
    }

    /// Log-out and shutdown ask with SIGTERM, a terminal that goes with SIGHUP.
    void aLetterIsKeptWhenTheSystemEndsTheProgram_data() {
        QTest::addColumn<int>("signal");
        QTest::addRow("terminate") << SIGTERM;
        QTest::addRow("hang up") << SIGHUP;
        QTest::addRow("interrupt") << SIGINT;
    }
    void aLetterIsKeptWhenTheSystemEndsTheProgram() {
        QFETCH(int, signal);
        m_ward->admit("Jonas").reset();
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--child"_s, QString::fromStdString(folder().string())});
        QTRY_VERIFY_WITH_TIMEOUT(child.canReadLine() || child.state() == QProcess::NotRunning, 60'000);
        QCOMPARE(child.readLine().trimmed(), QByteArray("typed"));
        QCOMPARE(::kill(static_cast<pid_t>(child.processId()), signal), 0);
        QVERIFY(child.state() == QProcess::NotRunning || child.waitForFinished(30'000));
        QCOMPARE(child.exitStatus(), QProcess::NormalExit);
        QCOMPARE(child.exitCode(), 0);
        const auto session = m_ward->enter("Jonas");
        const auto drafts = app::Compose(*session.value()).drafts().value();
        QCOMPARE(drafts.size(), std::size_t{1});
        QCOMPARE(ui::toQt(drafts[0].letter.text), ui::toQt(kTyped));
    }
};

namespace {

/// The program itself, with a letter typed less than a second ago.
void child(char** argv) {
    test::runWindow(argv[0], argv[2], [](test::WindowHand& hand) {
        hand.unlock();
        hand.once([](ui::MainWindow& window) { QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier); });
        hand.idle();
        hand.once([](ui::MainWindow& window) {
            auto* text = test::named<QPlainTextEdit>(window, u"Confidential message"_s);
            QTest::keyClicks(text, ui::toQt(kTyped));
            test::WindowHand::say("typed");
        });
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string_view(argv[1]) == "--child")
        child(argv);
    QApplication application(argc, argv);
    TestKeptWork test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_kept_work.moc"
