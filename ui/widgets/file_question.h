// Questions about files, without a loop of their own: each opens a dialog over its owner and returns at once;
// `chosen` is called when the person has chosen, unless the owner is gone by then. The dialog goes with its
// owner, so a lock closes it like everything else. The window's thread.
#pragma once

#include <QByteArray>
#include <QStringList>
#include <functional>

#include "core/base/file_system.h"

class QWidget;

namespace medveil::ui {

using FileChosen = std::function<void(const QString& path)>;
using FilesChosen = std::function<void(const QStringList& paths)>;

void askForFile(QWidget* owner, const QString& title, const QString& filter, FileChosen chosen);
void askForFiles(QWidget* owner, const QString& title, const QString& filter, FilesChosen chosen);
void askForFolder(QWidget* owner, const QString& title, FileChosen chosen);
/// Where to write a file; asks before one that is there already would be replaced.
void askWhereToSave(QWidget* owner, const QString& title, const QString& suggestion, const QString& filter,
                    FileChosen chosen);
/// Writes what the person asked to save there, whole or not at all; what is there is replaced. Beside the
/// window: a stick takes its time, and a folder whose server is gone for ever.
void saveFile(QWidget* owner, const QString& path, QByteArray content,
              std::function<void(base::Result<void>)> done);

}  // namespace medveil::ui
