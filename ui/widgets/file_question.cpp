#include "ui/widgets/file_question.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include "app/jobs/lane.h"
#include "core/base/new_file.h"

namespace medveil::ui {

namespace {

/// Opens the dialog; it deletes itself when it is closed, and its owner's end closes it.
QFileDialog* dialogOver(QWidget* owner, const QString& title, const QString& filter,
                        QFileDialog::FileMode mode) {
    auto* dialog = new QFileDialog(owner, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    return dialog;
}

/// Qt's own question whether to replace a file runs a loop.
void askWhetherToReplace(QWidget* owner, const QString& path, FileChosen chosen) {
    auto* box = new QMessageBox(
        QMessageBox::Warning, QCoreApplication::translate("medveil::ui::FileQuestion", "Replace the file?"),
        QCoreApplication::translate("medveil::ui::FileQuestion", "“%1” is there already. Replace it?")
            .arg(QFileInfo(path).fileName()),
        QMessageBox::Cancel, owner);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto* replace = box->addButton(QCoreApplication::translate("medveil::ui::FileQuestion", "Replace"),
                                   QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(replace, &QPushButton::clicked, owner,
                     [path, chosen = std::move(chosen)] { chosen(path); });
    box->open();
}

}  // namespace

void askForFile(QWidget* owner, const QString& title, const QString& filter, FileChosen chosen) {
    auto* dialog = dialogOver(owner, title, filter, QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, owner, std::move(chosen));
    dialog->open();
}

void askForFiles(QWidget* owner, const QString& title, const QString& filter, FilesChosen chosen) {
    auto* dialog = dialogOver(owner, title, filter, QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, owner, std::move(chosen));
    dialog->open();
}

void askForFolder(QWidget* owner, const QString& title, FileChosen chosen) {
    auto* dialog = dialogOver(owner, title, {}, QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, owner, std::move(chosen));
    dialog->open();
}

void askWhereToSave(QWidget* owner, const QString& title, const QString& suggestion, const QString& filter,
                    FileChosen chosen) {
    auto* dialog = dialogOver(owner, title, filter, QFileDialog::AnyFile);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->selectFile(suggestion);
    const QFileInfo suggested(suggestion);
    if (suggested.isAbsolute())
        dialog->setDirectory(suggested.path());
    QObject::connect(dialog, &QFileDialog::fileSelected, owner,
                     [owner, chosen = std::move(chosen)](const QString& path) {
                         app::runBeside(
                             owner, [path](base::TaskContext&) { return QFileInfo::exists(path); },
                             [owner, path, chosen](bool isThere) {
                                 if (isThere)
                                     askWhetherToReplace(owner, path, chosen);
                                 else
                                     chosen(path);
                             });
                     });
    dialog->open();
}

void saveFile(QWidget* owner, const QString& path, QByteArray content,
              std::function<void(base::Result<void>)> done) {
    app::runBeside(
        owner,
        [path, content = std::move(content)](base::TaskContext&) -> base::Result<void> {
            base::NewFile file(base::systemFileSystem(), path.toStdString(), base::IfThere::kReplace);
            MEDVEIL_TRY(file.begin());
            MEDVEIL_TRY(file.write({reinterpret_cast<const base::Byte*>(content.constData()),
                                    static_cast<std::size_t>(content.size())}));
            return file.finish();
        },
        std::move(done));
}

}  // namespace medveil::ui
