// What is amiss with a profile, as the window tells it: all of it, with a keyboard too, and in the lists.
#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QPlainTextEdit>
#include <QtTest>
#include <fstream>

#include "app/messages/error_text.h"
#include "app/services/compose.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/places/message_model.h"
#include "ui/shell/shell.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

class TestFindings : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;

    static void change(app::Session& session, const std::string& sql) {
        const auto done = session.state().vault.database().execute(sql);
        QVERIFY2(done, done ? "" : done.error().detail.c_str());
    }
    std::unique_ptr<ui::Shell> enter(const std::string& name) {
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(m_ward->enter(name).value());
        auto shell = std::make_unique<ui::Shell>(std::move(lane));
        shell->resize(1100, 760);
        shell->show();
        return shell;
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }
    void init() {
        m_ward = std::make_unique<test::Ward>();
        auto lab = m_ward->admit("Jonas");
        auto doctor = m_ward->admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        app::Letter letter;
        letter.recipients = {app::Contacts(*lab).resolve("Amal").value().id};
        letter.text = "text of a letter";
        for (int i = 0; i < 2; ++i)
            QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        QVERIFY(app::Sync(*lab).run(m_task).has_value());
        QVERIFY(app::Sync(*doctor).run(m_task).has_value());
        letter.recipients.clear();
        QVERIFY(app::Compose(*doctor).saveDraft(0, letter).has_value());
    }
    void cleanup() { m_ward.reset(); }

    void allThatWasFoundIsShownAndCanBeCopied() {
        {
            auto doctor = m_ward->enter("Amal").value();
            change(*doctor, "UPDATE drafts SET content = x'00'");
            change(*doctor, "DELETE FROM audit WHERE sequence = 2");
        }
        std::ofstream(m_ward->root / "Amal" / "vault-backup.db") << "not of this vault";
        const auto shell = enter("Amal");
        QPlainTextEdit* list = nullptr;
        QTRY_VERIFY((list = test::named<QPlainTextEdit>(*shell, u"What was found"_s)) != nullptr);
        for (const auto code : {base::ErrorCode::kAuditBroken, base::ErrorCode::kVaultStrangers,
                                base::ErrorCode::kDraftDamaged}) {
            const auto text = app::errorText(code);
            QVERIFY2(list->toPlainText().contains(text.title), qPrintable(text.title));
            QVERIFY2(list->toPlainText().contains(text.advice), qPrintable(text.title));
        }
        QVERIFY(list->toPlainText().contains(u"vault-backup.db"_s));
        QVERIFY(!list->visibleRegion().isEmpty());

        // With the keyboard alone: there, marked and copied, on to the buttons, and away.
        QApplication::setActiveWindow(shell.get());
        QTRY_VERIFY(shell->isActiveWindow());
        for (int i = 0; i < 100 && QApplication::focusWidget() != list; ++i)
            QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget()
                                                                   : static_cast<QWidget*>(shell.get()),
                            Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(list));
        QApplication::clipboard()->clear();
        QTest::keyClick(list, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), list->toPlainText());
        QApplication::clipboard()->clear();
        QTest::keyClick(list, Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(QApplication::clipboard()->text(), list->toPlainText());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(!list->isVisible());
    }

    /// Asked twice; what else was found stays, and goes with what was removed when there is nothing else.
    void whatIsDamagedCanBeRemoved_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("other");
        QTest::addRow("drafts") << u"UPDATE drafts SET content = x'00'"_s << u"Remove the damaged drafts"_s
                                << u"Remove the damaged people"_s;
        QTest::addRow("people") << u"UPDATE contacts SET trust = 9"_s << u"Remove the damaged people"_s
                                << u"Remove the damaged drafts"_s;
    }
    void whatIsDamagedCanBeRemoved() {
        QFETCH(QString, sql);
        QFETCH(QString, button);
        QFETCH(QString, other);
        {
            auto doctor = m_ward->enter("Amal").value();
            change(*doctor, sql.toStdString());
        }
        auto shell = enter("Amal");
        QPlainTextEdit* list = nullptr;
        QTRY_VERIFY((list = test::named<QPlainTextEdit>(*shell, u"What was found"_s)) != nullptr);
        const auto press = [&](const QString& name) {
            auto* found = test::buttonWith(*shell, name);
            QVERIFY2(found != nullptr, qPrintable(name));
            found->click();
        };
        QVERIFY(test::buttonWith(*shell, button) == nullptr);
        press(u"Remove what is damaged"_s);
        for (const auto& another : {u"Remove the damaged mail"_s, other})
            QVERIFY(test::buttonWith(*shell, another) == nullptr);
        press(button);
        QTRY_VERIFY(!list->isVisible());
        QTRY_VERIFY(!shell->lane().isBusy());
        shell.reset();
        QVERIFY(m_ward->enter("Amal").value()->findings().empty());
    }

    void nothingFoundSaysNothing() {
        const auto shell = enter("Amal");
        QTRY_VERIFY(!shell->lane().isBusy());
        QTest::qWait(100);
        QVERIFY(test::named<QPlainTextEdit>(*shell, u"What was found"_s) == nullptr);
    }

    void aDamagedMessageSaysSoInTheListAndWhenItIsOpened_data() {
        QTest::addColumn<QString>("sql");
        for (const char* sql : {"UPDATE messages SET id = x''", "UPDATE messages SET hidden = 9",
                                "UPDATE messages SET is_read = 5"})
            QTest::addRow("%s", sql) << sql;
    }
    void aDamagedMessageSaysSoInTheListAndWhenItIsOpened() {
        QFETCH(QString, sql);
        {
            auto doctor = m_ward->enter("Amal").value();
            change(*doctor, sql.toStdString() + " WHERE number = (SELECT min(number) FROM messages)");
        }
        const auto shell = enter("Amal");
        auto* inbox = test::named<QListView>(*shell, u"Received messages"_s);
        QTRY_COMPARE(inbox->model()->rowCount(), 2);
        const auto* model = qobject_cast<ui::MessageModel*>(inbox->model());
        const int bad = model->row(0).damaged ? 0 : 1;
        QVERIFY(model->row(bad).damaged && !model->row(1 - bad).damaged);
        const auto said = [&](int row) { return model->index(row).data(Qt::AccessibleTextRole).toString(); };
        QVERIFY2(said(bad).startsWith(u"This message is damaged"_s), qPrintable(said(bad)));
        QVERIFY(!said(1 - bad).contains(u"damaged"_s));
        // A look of its own: its row is written in the red of what is wrong, and the other one is not.
        const auto reddish = [&](int row) {
            const auto image = inbox->viewport()->grab(inbox->visualRect(model->index(row))).toImage();
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const auto colour = image.pixelColor(x, y);
                    count += colour.red() > colour.green() + 60 ? 1 : 0;
                }
            }
            return count;
        };
        inbox->clearSelection();
        QVERIFY2(reddish(bad) > 100, QByteArray::number(reddish(bad)).constData());
        QCOMPARE(reddish(1 - bad), 0);

        inbox->setCurrentIndex(model->index(bad));
        const auto told = [&] {
            const auto banners = shell->findChildren<ui::Banner*>();
            return std::ranges::any_of(banners, [](const ui::Banner* banner) {
                return banner->isVisible() && banner->accessibleName() == u"This message is damaged"_s;
            });
        };
        QTRY_VERIFY(told());
        inbox->setCurrentIndex(model->index(1 - bad));
        QTRY_VERIFY(test::named<QLabel>(*shell, u"Message text"_s) != nullptr);
    }
};

QTEST_MAIN(TestFindings)
#include "test_findings.moc"
