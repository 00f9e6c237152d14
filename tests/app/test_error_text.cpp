// Every reason why a cover is refused has a sentence of its own for people.
#include <QtTest>

#include "app/messages/error_text.h"
#include "stego/embed/structure.h"

using namespace medveil;

class TestErrorText : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyReasonAgainstACoverHasItsWords() {
        QStringList said;
        const auto general = app::errorText(base::ErrorCode::kCoverUnsupported).explanation;
        for (int i = 0; i <= static_cast<int>(stego::Regularity::kOtherPicture); ++i) {
            const auto detail = std::string(wordsFor(static_cast<stego::Regularity>(i)));
            const auto text = app::errorText(base::Error{base::ErrorCode::kCoverUnsupported, detail});
            QVERIFY2(text.explanation != general, detail.c_str());
            QVERIFY2(!said.contains(text.explanation), detail.c_str());
            said << text.explanation;
        }
        // Of pictures and of sounds alike.
        const auto channels = app::errorText(base::Error{
            base::ErrorCode::kCoverUnsupported, std::string(wordsFor(stego::Regularity::kSameChannels))});
        QVERIFY2(!channels.explanation.contains(QLatin1String("Left and right")),
                 qPrintable(channels.explanation));
        for (const char* detail :
             {"JPEG cut short: the file ends before its picture does", "sound shorter than its header says"})
            QVERIFY(app::errorText(base::Error{base::ErrorCode::kCoverDamaged, detail})
                        .explanation.contains(QLatin1String("cut short")));
    }

    void everyReasonWhyNobodyCanTellHasItsWords() {
        QStringList said;
        for (int i = 1; i <= static_cast<int>(app::Untold::kDamaged); ++i) {
            const auto text = app::untoldText(static_cast<app::Untold>(i));
            QVERIFY(!text.isEmpty() && !said.contains(text));
            said << text;
        }
        QVERIFY(app::untoldText(app::Untold::kNone).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestErrorText)
#include "test_error_text.moc"
