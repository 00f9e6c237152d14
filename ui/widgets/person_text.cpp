#include "ui/widgets/person_text.h"

#include <QCoreApplication>

#include "ui/widgets/pieces.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

// Free functions name the context in full: lupdate does not find it by the class.

QString roleText(const std::vector<app::Role>& roles) {
    QStringList names;
    for (const auto role : roles) {
        switch (role) {
            case app::Role::kAdministrator:
                names << QCoreApplication::translate("medveil::ui::ContactsPlace", "Administrator");
                break;
            case app::Role::kDoctor:
                names << QCoreApplication::translate("medveil::ui::ContactsPlace", "Doctor");
                break;
            case app::Role::kLab:
                names << QCoreApplication::translate("medveil::ui::ContactsPlace", "Laboratory");
                break;
            case app::Role::kPatient:
                names << QCoreApplication::translate("medveil::ui::ContactsPlace", "Patient");
                break;
            case app::Role::kResearcher:
                names << QCoreApplication::translate("medveil::ui::ContactsPlace", "Researcher");
                break;
        }
    }
    return names.join(u", "_s);
}

QString standingText(const app::Person& person) {
    if (!person.looksLike.empty())
        return QCoreApplication::translate("medveil::ui::ContactsPlace",
                                           "Looks like the name of %1, and is another one")
            .arg(isolated(toQt(person.looksLike)));
    switch (person.standing) {
        case app::Standing::kAsks:
            return QCoreApplication::translate("medveil::ui::ContactsPlace", "Wants to write to you");
        case app::Standing::kSeen:
            return QCoreApplication::translate("medveil::ui::ContactsPlace",
                                               "On this share, not accepted yet");
        case app::Standing::kRefused:
            return QCoreApplication::translate("medveil::ui::ContactsPlace", "Not wanted by you");
        case app::Standing::kContact:
        case app::Standing::kMe:
            break;
    }
    switch (person.trust) {
        case app::Trust::kUnverified:
            return QCoreApplication::translate("medveil::ui::ContactsPlace", "Not compared yet");
        case app::Trust::kVerified:
            return QCoreApplication::translate("medveil::ui::ContactsPlace", "Verified by you");
        case app::Trust::kChanged:
            return QCoreApplication::translate("medveil::ui::ContactsPlace",
                                               "Key changed – look at it before you send");
        case app::Trust::kOtherwise:
            return person.verifiedName == person.name
                       ? QCoreApplication::translate("medveil::ui::ContactsPlace",
                                                     "Verified by you with another key")
                       : QCoreApplication::translate("medveil::ui::ContactsPlace", "Verified by you as %1")
                             .arg(isolated(toQt(person.verifiedName)));
    }
    return {};
}

QString pickerText(const app::Person& person) {
    return isolated(toQt(person.shown)) + u'\n' + pickerNote(person);
}

QString pickerNote(const app::Person& person) {
    if (!person.looksLike.empty() || person.standing == app::Standing::kAsks ||
        person.standing == app::Standing::kSeen || person.trust == app::Trust::kOtherwise)
        return standingText(person);
    if (person.trust == app::Trust::kChanged)
        return QCoreApplication::translate("medveil::ui::ComposePlace", "key changed – look in People first");
    return person.trust == app::Trust::kVerified
               ? QCoreApplication::translate("medveil::ui::ComposePlace", "verified")
               : QCoreApplication::translate("medveil::ui::ComposePlace", "not compared yet");
}

}  // namespace medveil::ui
