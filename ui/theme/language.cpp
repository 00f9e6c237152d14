#include "ui/theme/language.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QTranslator>
#include <optional>

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
/// The language of the texts found, by the languages that `locale` asks for. Translators are owned by the
/// application; the last one installed is asked first.
std::optional<QLocale> install(const QLocale& locale, const QString& name, const QString& folder) {
    auto* translator = new QTranslator(qApp);
    if (translator->load(locale, name, u"_"_s, folder) && QApplication::installTranslator(translator))
        return QLocale(translator->language());
    delete translator;
    return std::nullopt;
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
    const QLocale english(QLocale::English);
    install(english, u"medveil"_s, own);
    // A system may ask for other texts than its region's (LANGUAGE): dates and direction go with the texts.
    const auto texts = install(locale, u"medveil"_s, own).value_or(english);
    install(texts, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    const bool foreign = texts.language() != locale.language() && texts.language() != QLocale::English;
    QLocale::setDefault(withPlainDigits(foreign ? texts : locale));
    QApplication::setLayoutDirection(texts.textDirection());
}

}  // namespace medveil::ui
