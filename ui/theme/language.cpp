#include "ui/theme/language.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QTranslator>

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
/// Owned by the application, in the order of installation: the last one is asked first.
bool install(const QLocale& locale, const QString& name, const QString& folder) {
    auto* translator = new QTranslator(qApp);
    if (translator->load(locale, name, u"_"_s, folder) && QApplication::installTranslator(translator))
        return true;
    delete translator;
    return false;
}

/// The same language as written where digits are 0 to 9, with a point before decimals: that is how Arabic's
/// own signs are read, a comma is not.
QLocale withPlainDigits(const QLocale& locale) {
    if (locale.zeroDigit() == u"0"_s)
        return locale;
    for (const QLocale& other :
         QLocale::matchingLocales(locale.language(), locale.script(), QLocale::AnyTerritory)) {
        if (other.zeroDigit() == u"0"_s && other.decimalPoint() == u"."_s)
            return other;
    }
    return QLocale::c();
}
}  // namespace

void useLanguage(const QLocale& locale) {
    const auto own = u":/translations"_s;
    // English has plurals of its own to fill in; another language is laid over it.
    install(QLocale(QLocale::English), u"medveil"_s, own);
    const bool known = locale.language() != QLocale::English && install(locale, u"medveil"_s, own);
    if (known)
        install(locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    QLocale::setDefault(withPlainDigits(locale));
    QApplication::setLayoutDirection(known ? locale.textDirection() : Qt::LeftToRight);
}

}  // namespace medveil::ui
