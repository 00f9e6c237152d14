// "Paste a picture": the window takes another program's bytes as they are and has the helper look at them. It
// asks for no decoded picture, and what the helper cannot decode is not attached.
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QImage>
#include <QMimeData>
#include <QtTest>

#include "app/services/compose.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/places/compose_place.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {

QStringList g_asked;  ///< the formats that the window wanted

/// What another program offers; a decoded picture too, as the desktop's clipboard makes one of any format
/// that Qt has a plugin for.
class Offered final : public QMimeData {
  public:
    Offered(const QString& type, const QByteArray& bytes) : m_type(type), m_bytes(bytes) {}
    QStringList formats() const override { return {m_type, u"application/x-qt-image"_s}; }
    bool hasFormat(const QString& type) const override { return formats().contains(type); }

  protected:
    QVariant retrieveData(const QString& type, QMetaType) const override {
        g_asked << type;
        if (type == u"application/x-qt-image")
            return QImage(4, 4, QImage::Format_RGB32);
        return type == m_type ? QVariant(m_bytes) : QVariant();
    }

  private:
    QString m_type;
    QByteArray m_bytes;
};

QByteArray pictureAs(const char* kind) {
    QImage picture(200, 100, QImage::Format_RGB32);
    picture.fill(QColor(200, 30, 40));
    picture.setText(u"Comment"_s, u"stays"_s);
    QBuffer buffer;
    picture.save(&buffer, kind);
    return buffer.data();
}

/// A picture whose second half is another's.
QByteArray brokenPng() {
    auto bytes = pictureAs("PNG");
    for (auto i = bytes.size() / 2; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(~bytes[i]);
    return bytes;
}

}  // namespace

class TestPaste : public QObject {
    Q_OBJECT
    test::Ward m_ward;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ComposePlace* m_compose = nullptr;

    QListWidget* attachments() const {
        for (auto* list : m_compose->findChildren<QListWidget*>()) {
            if (list->accessibleName() == u"Attachments")
                return list;
        }
        return nullptr;
    }
    QString banner() const {
        QString all;
        for (auto* label : m_compose->findChild<ui::Banner*>()->findChildren<QLabel*>())
            all += label->text() + u'\n';
        return all;
    }
    void paste(const QString& type, const QByteArray& bytes) {
        g_asked.clear();
        QApplication::clipboard()->setMimeData(new Offered(type, bytes));
        QTest::mouseClick(test::buttonWith(*m_window, u"Paste a picture"_s), Qt::LeftButton);
    }
    /// Of the draft in the vault.
    std::vector<app::PastedAttachment> pasted() {
        m_compose->saveDraft();
        std::optional<std::vector<app::PastedAttachment>> found;
        m_window->shell()->lane().ask(
            this, [](app::Session& session, base::TaskContext&) { return app::Compose(session).drafts(); },
            [&](base::Result<std::vector<app::Compose::Draft>> drafts) {
                found.emplace();
                if (drafts && !drafts->empty())
                    found = std::move(drafts->front().letter.pasted);
            });
        (void)QTest::qWaitFor([&] { return found.has_value(); }, 20'000);
        return std::move(found).value();
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(ui::ThemeKind::kLight);
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(m_ward.admit("Jonas"));
        m_window = std::make_unique<ui::MainWindow>(m_ward.root / "Jonas");
        m_window->show(std::move(lane));
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->shell()->goTo(1);
        m_compose = m_window->findChild<ui::ComposePlace*>();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->shell()->lane().isBusy(), 20'000);
    }

    void whatIsNoPictureIsNotAttached_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("said");
        const QByteArray svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
        QTest::newRow("SVG") << u"image/svg+xml"_s << svg << u"no PNG or JPEG picture"_s;
        QTest::newRow("SVG that says PNG") << u"image/png"_s << svg << u"no PNG or JPEG picture"_s;
        QTest::newRow("BMP that says JPEG")
            << u"image/jpeg"_s << pictureAs("BMP") << u"no PNG or JPEG picture"_s;
        QTest::newRow("broken PNG") << u"image/png"_s << brokenPng() << u"The image is damaged"_s;
        QTest::newRow("PNG that ends")
            << u"image/png"_s << pictureAs("PNG").first(60) << u"The image is damaged"_s;
        QTest::newRow("text") << u"text/plain"_s << QByteArray("Dear colleague,")
                              << u"no PNG or JPEG picture"_s;
    }
    void whatIsNoPictureIsNotAttached() {
        QFETCH(QString, type);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, said);
        m_compose->findChild<ui::Banner*>()->hide();
        paste(type, bytes);
        QVERIFY2(!g_asked.contains(u"application/x-qt-image"_s), qPrintable(g_asked.join(u", ")));
        QTRY_VERIFY_WITH_TIMEOUT(m_compose->findChild<ui::Banner*>()->isVisible(), 20'000);
        QCOMPARE(attachments()->count(), 0);
        QVERIFY2(banner().contains(said), qPrintable(banner()));
    }

    void aPictureIsAttachedByteByByte() {
        const auto png = pictureAs("PNG");
        const auto jpeg = pictureAs("JPG");
        paste(u"image/png"_s, png);
        QVERIFY2(!g_asked.contains(u"application/x-qt-image"_s), qPrintable(g_asked.join(u", ")));
        QTRY_COMPARE_WITH_TIMEOUT(attachments()->count(), 1, 20'000);
        paste(u"image/jpeg"_s, jpeg);
        QTRY_COMPARE_WITH_TIMEOUT(attachments()->count(), 2, 20'000);
        const auto found = pasted();
        QCOMPARE(found.size(), std::size_t{2});
        const auto bytesOf = [](const app::PastedAttachment& one) {
            return QByteArray(reinterpret_cast<const char*>(one.content.data()),
                              static_cast<qsizetype>(one.content.size()));
        };
        QCOMPARE(bytesOf(found[0]), png);
        QCOMPARE(found[0].name, std::string("picture-1.png"));
        QCOMPARE(found[0].mediaType, std::string("image/png"));
        QCOMPARE(bytesOf(found[1]), jpeg);
        QCOMPARE(found[1].name, std::string("picture-2.jpg"));
        QCOMPARE(found[1].mediaType, std::string("image/jpeg"));
    }

    /// What was pasted for one letter does not come into the next.
    void aDiscardedLetterTakesItsPictureAlong() {
        QTest::mouseClick(test::buttonWith(*m_window, u"Discard draft"_s), Qt::LeftButton);
        QCOMPARE(attachments()->count(), 0);
        paste(u"image/png"_s, pictureAs("PNG"));
        QTest::mouseClick(test::buttonWith(*m_window, u"Discard draft"_s), Qt::LeftButton);
        // Its answer comes behind the other's.
        paste(u"image/jpeg"_s, pictureAs("JPG"));
        QTRY_COMPARE_WITH_TIMEOUT(attachments()->count(), 1, 20'000);
        QCOMPARE(attachments()->item(0)->text(), u"picture-1.jpg"_s);
    }

    void cleanupTestCase() { m_window.reset(); }
};

QTEST_MAIN(TestPaste)
#include "test_paste.moc"
