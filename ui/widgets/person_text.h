// What is said of a person beside the name, the same in every list and picker. Free functions; the window's
// thread.
#pragma once

#include <QString>

#include "app/model/types.h"

namespace medveil::ui {

QString roleText(const std::vector<app::Role>& roles);
/// How far this person is known: a line under the name.
QString standingText(const app::Person& person);
/// The same in a few words, for choosing recipients.
/// The name, and below it what is known of the person: no name reaches there.
QString pickerText(const app::Person& person);
QString pickerNote(const app::Person& person);

}  // namespace medveil::ui
