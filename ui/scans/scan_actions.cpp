// What the Scans place does with scans: proposing and writing masks, releasing, comparing, giving away.
#include <QBuffer>

#include "app/messages/error_text.h"
#include "app/services/covers.h"
#include "app/services/proposals.h"
#include "app/services/saving.h"
#include "core/base/new_file.h"
#include "ui/places/patient_card.h"
#include "ui/scans/scans_place.h"
#include "ui/widgets/file_question.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

/// How many files a mask was written for, and how many it does not touch.
struct MaskedFiles {
    int written = 0;
    int untouched = 0;
};

base::Result<MaskedFiles> writeAll(app::Session& session, const app::ScanStack& stack,
                                   const app::MaskPlan& plan, const app::SealFor& people,
                                   const base::Path& out, base::TaskContext& task) {
    MaskedFiles result;
    const auto& images = stack.images();
    std::vector<base::Path> names;
    for (const auto& image : images)
        names.push_back(image.file);
    const auto targets = images.size() == 1 ? std::vector{out} : app::distinctPaths(names, out);
    for (std::size_t i = 0; i < images.size(); ++i) {
        MEDVEIL_TRY(task.checkpoint());
        task.report({base::Stage::kWriting, i, images.size()});
        const auto own = app::planForImage(stack, i, plan);
        if (own.regions.empty()) {
            ++result.untouched;
            continue;
        }
        MEDVEIL_TRY(app::SealedImages(session).mask(images[i].file, own, people, targets[i], task));
        ++result.written;
    }
    return result;
}

base::Result<void> writeJpeg(const app::ScanPicture& picture, const base::Path& out) {
    QByteArray packed;
    QBuffer buffer(&packed);
    constexpr int kQuality = 95;
    const auto image = asImage(app::withSquarePixels(picture));
    if (!image.save(&buffer, "JPEG", kQuality))
        return base::fail(base::ErrorCode::kTooLarge, "JPEG");
    const auto* const bytes = reinterpret_cast<const base::Byte*>(packed.constData());
    return base::writeNewFile(base::systemFileSystem(), out,
                              {bytes, static_cast<std::size_t>(packed.size())});
}

base::Result<std::shared_ptr<app::ScanStack>> originalIn(app::Session& session, const base::Path& file,
                                                         const std::optional<app::HeaderConflict>& confirmed,
                                                         base::TaskContext& task) {
    MEDVEIL_ASSIGN(base::Bytes original, app::SealedImages(session).original(file, confirmed, task));
    MEDVEIL_ASSIGN(auto scan, app::Scan::openOriginal(file, std::move(original), task));
    return std::make_shared<app::ScanStack>(std::move(scan));
}

}  // namespace

void ScansPlace::done(const base::Result<void>& result, const QString& title, const QString& text) {
    if (result)
        m_banner->show(Banner::Kind::kGood, title, text);
    else
        m_banner->showError(result.error());
}

void ScansPlace::propose() {
    const auto* slice = current();
    if (slice == nullptr)
        return;
    m_banner->show(Banner::Kind::kInfo, tr("Looking for text in this image…"));
    m_lane.ask(
        this,
        [info = slice->info](app::Session& session, base::TaskContext&) {
            return app::DeviceRules(session).regionsFor(info);
        },
        [this, values = slice->values, info = slice->info,
         key = m_series[static_cast<std::size_t>(seriesOf(m_active))].key](
            base::Result<std::vector<app::MaskRegion>> remembered) {
            if (!remembered)
                m_banner->showError(remembered.error());
            else
                lookForText(key, info, values, std::move(*remembered));
        });
}

void ScansPlace::lookForText(const QString& key, const app::ScanInfo& info,
                             const std::shared_ptr<const app::ScanValues>& values,
                             std::vector<app::MaskRegion> remembered) {
    m_work.run(
        this,
        [values, info,
         remembered = std::move(remembered)](base::TaskContext& task) -> base::Result<app::Proposals> {
            MEDVEIL_ASSIGN(const app::ScanPicture picture, values->picture({}, false));
            return app::proposalsFor(info, picture, remembered, task);
        },
        [this, key](base::Result<app::Proposals> found) {
            if (seriesOf(m_active) < 0 || m_series[static_cast<std::size_t>(seriesOf(m_active))].key != key)
                return;
            if (!found) {
                m_banner->showError(found.error());
                return;
            }
            std::vector<app::MaskRegion> regions;
            for (auto& each : found->regions)
                regions.push_back(std::move(each.region));
            const auto count = static_cast<int>(regions.size());
            if (count > 0)
                m_masks->addProposals(std::move(regions));
            if (found->noText)
                m_banner->show(Banner::Kind::kWarn, app::errorText(found->noText->code).title,
                               toQt(found->noText->detail));
            else
                m_banner->show(Banner::Kind::kInfo, tr("%n regions proposed", nullptr, count),
                               tr("Look at the whole image yourself: such a search overlooks some text."));
        });
}

void ScansPlace::rememberForDevice() {
    const auto* slice = current();
    if (slice == nullptr)
        return;
    const auto device = deviceText(slice->info);
    m_lane.ask(
        this,
        [info = slice->info, regions = m_masks->plan().regions](app::Session& session, base::TaskContext&) {
            return app::DeviceRules(session).remember(info, regions);
        },
        [this, device](base::Result<void> remembered) {
            done(remembered, tr("Remembered"),
                 tr("These regions are proposed for the next images of this kind and size from %1.")
                     .arg(isolated(device)));
        });
}

void ScansPlace::writeMasked() {
    const int series = seriesOf(m_active);
    if (series < 0)
        return;
    const auto& each = m_series[static_cast<std::size_t>(series)];
    const bool single = each.images.size() == 1;
    const auto& file = each.images.front().file;
    const bool dicom = each.images.front().kind == "DICOM";
    const auto suggestion = toQt(file.stem().string()) + tr("-masked") + (dicom ? u".dcm"_s : u".png"_s);
    const auto write = [this, images = each.images](const QString& path) { writeMaskedTo(images, path); };
    if (single)
        askWhereToSave(this, tr("Write masked copy"), suggestion, {}, write);
    else
        askForFolder(this, tr("Folder for the masked copies"), write);
}

void ScansPlace::writeMaskedTo(const std::vector<app::ScanInfo>& images, const QString& path) {
    const bool single = images.size() == 1;
    const app::SealFor people{m_masks->isReversible() ? m_masks->people() : std::vector<std::string>(),
                              app::Suite::kChaCha20};
    m_masks->setBusy(true);
    m_lane.ask(
        this,
        [images, plan = m_masks->plan(), people, out = fromQt(path)](app::Session& session,
                                                                     base::TaskContext& task) {
            return writeAll(session, app::ScanStack(images), plan, people, out, task);
        },
        [this, path, single](base::Result<MaskedFiles> files) {
            m_masks->setBusy(false);
            if (!files) {
                m_banner->showError(files.error());
                return;
            }
            QString text =
                tr("It was read back from the disk before this was said. The file still names its "
                   "patient: use Release for copies without names.");
            if (files->untouched > 0)
                text += u' ' + tr("%n images are not touched by any region and were left out.", nullptr,
                                  files->untouched);
            m_banner->show(Banner::Kind::kGood, tr("%n masked copies written", nullptr, files->written),
                           text);
            if (single)
                open({path});
        });
}

void ScansPlace::release() {
    askForFolder(this, tr("Folder for the copies without names"),
                 [this](const QString& folder) { releaseInto(folder); });
}

void ScansPlace::releaseInto(const QString& folder) {
    std::vector<app::ReleaseItem> items;
    for (const auto* each : chosenOfOnePatient(tr("nothing was released."))) {
        const app::ScanStack stack(each->images);
        const auto plan = m_masks->planOf(each->key);
        for (std::size_t i = 0; i < each->images.size(); ++i)
            items.push_back({each->images[i].file, app::planForImage(stack, i, plan)});
    }
    if (items.empty())
        return;
    m_release->setBusy(true);
    m_lane.ask(
        this,
        [items, choice = m_release->choice(), out = fromQt(folder)](app::Session& session,
                                                                    base::TaskContext& task) {
            return app::releaseScans(session, items, choice, out, task);
        },
        [this, folder](base::Result<std::vector<app::DeidentifiedFile>> files) {
            m_release->setBusy(false);
            if (!files) {
                m_banner->showError(files.error());
                return;
            }
            m_release->showReport(*files, folder);
        });
}

void ScansPlace::compareWith(Comparison how) {
    const int series = seriesOf(m_active);
    const auto* slice = current();
    if (series < 0 || slice == nullptr)
        return;
    m_swipe->setVisible(how == Comparison::kSwipe);
    if (how == Comparison::kNone) {
        view().compare(nullptr, how);
        return;
    }
    const auto& images = m_series[static_cast<std::size_t>(series)].images;
    if (slice->info.marked) {
        // On the screen is the original; beside it, what stands in the file.
        view().compare(std::make_shared<app::ScanStack>(images, app::ScanStack::Show::kAsStored), how);
        return;
    }
    showOriginal(slice->info.file, [how](ScanView& target, auto original) { target.compare(original, how); });
}

/// The original in a file that holds nothing else to show.
void ScansPlace::openSealed(const base::Path& file, const std::function<void()>& then) {
    m_lane.ask(
        this,
        [file](app::Session& session, base::TaskContext& task) {
            return originalIn(session, file, std::nullopt, task);
        },
        [this, then](base::Result<std::shared_ptr<app::ScanStack>> original) {
            if (!original) {
                m_banner->showError(original.error());
            } else {
                if (addSeries({(*original)->images()})) {
                    m_series.back().opened = *original;
                    m_waitingThumbnails.pop_back();
                }
                m_list->setCurrentRow(m_list->count() - 1, QItemSelectionModel::ClearAndSelect);
            }
            if (then)
                then();
        });
}

void ScansPlace::restoreOriginal() {
    const auto stack = view().stack();
    if (!stack)
        return;
    showOriginal(stack->images()[stack->placeOf(view().position()).first].file,
                 [](ScanView& target, auto original) { target.open(original); });
}

void ScansPlace::showOriginal(
    const base::Path& file,
    const std::function<void(ScanView&, const std::shared_ptr<app::ScanStack>&)>& how) {
    m_lane.ask(
        this,
        [file, confirmed = m_restoring->confirmed(file)](app::Session& session, base::TaskContext& task) {
            return originalIn(session, file, confirmed, task);
        },
        [this, how, file, target = m_views[m_active],
         stack = view().stack()](base::Result<std::shared_ptr<app::ScanStack>> original) {
            // Meanwhile, something else may have been opened there.
            if (target->stack() != stack)
                return;
            if (original)
                how(*target, *original);
            else if (original.error().code == base::ErrorCode::kPatientMismatch)
                askWhose(file, [this, file, how] { showOriginal(file, how); });
            else
                m_banner->showError(original.error());
        });
}

void ScansPlace::askWhose(const base::Path& file, const std::function<void()>& then) {
    m_lane.ask(
        this,
        [file](app::Session& session, base::TaskContext& task) {
            return app::SealedImages(session).conflictIn(file, task);
        },
        [this, file, then, target = m_views[m_active],
         stack = view().stack()](base::Result<std::optional<app::HeaderConflict>> conflict) {
            // The question belongs to the image on the screen, and to no other.
            if (target != m_views[m_active] || target->stack() != stack)
                return;
            if (!conflict)
                return m_banner->showError(conflict.error());
            if (!*conflict)
                return;
            disconnect(m_restoring, &RestoreCard::confirmedNow, this, nullptr);
            connect(m_restoring, &RestoreCard::confirmedNow, this, then);
            m_restoring->ask(file, **conflict);
        });
}

QString ScansPlace::patientText() const {
    const auto* slice = current();
    return slice == nullptr || (slice->info.patientName.empty() && slice->info.patientId.empty())
               ? tr("No patient is named in the file.")
               : tr("It shows %1.")
                     .arg(medveil::ui::patientText(app::patientOf(slice->info), slice->info.birthDate)
                              .replace(u'\n', u", "_s));
}

void ScansPlace::exportPicture() {
    const auto* slice = current();
    if (slice == nullptr)
        return;
    const auto suggestion =
        u"%1-%2.png"_s.arg(toQt(slice->info.file.stem().string())).arg(slice->position + 1);
    askWhereToSave(
        this, tr("Save this image as a picture"), suggestion, tr("Pictures (*.png *.jpg)"),
        [this, values = slice->values, look = view().look(), badge = ScanCanvas::badgeFor(*slice),
         whose = patientText()](const QString& path) { exportPictureTo(path, values, look, badge, whose); });
}

void ScansPlace::exportPictureTo(const QString& path, const std::shared_ptr<const app::ScanValues>& values,
                                 const app::ScanLook& look, const QString& badge, const QString& whose) {
    const bool jpeg = path.endsWith(u".jpg"_s, Qt::CaseInsensitive);
    m_work.run(
        this,
        [values, look, path, jpeg](base::TaskContext&) -> base::Result<void> {
            MEDVEIL_ASSIGN(const app::ScanPicture picture, values->picture(look.window, look.inverted));
            return jpeg ? writeJpeg(picture, fromQt(path)) : app::writePicture(picture, fromQt(path));
        },
        [this, badge, whose](const base::Result<void>& written) {
            QString text = tr("Eight bits, as on the screen: not for diagnosis.") + u' ' + whose;
            if (!badge.isEmpty())
                text = badge + u"\n"_s + text;
            done(written, tr("Picture saved"), text);
        });
}

void ScansPlace::exportFile() {
    const auto* slice = current();
    if (slice == nullptr)
        return;
    const auto file = slice->info.file;
    askWhereToSave(this, tr("Save a copy of the file"), toQt(app::nameForSaving(file.filename().string())),
                   {}, [this, info = slice->info, whose = patientText()](const QString& path) {
                       exportFileTo(path, info, whose);
                   });
}

void ScansPlace::exportFileTo(const QString& path, const app::ScanInfo& shown, const QString& whose) {
    m_lane.ask(
        this,
        [info = shown, out = fromQt(path), confirmed = m_restoring->confirmed(shown.file)](
            app::Session& session, base::TaskContext& task) -> base::Result<void> {
            // What is on the screen is what is saved.
            if (info.restored && info.marked) {
                MEDVEIL_TRY(app::restoreCover(info.file, out, task));
                return {};
            }
            if (!info.restored)
                return app::exportScan(session, info.file, out, task);
            MEDVEIL_TRY(app::SealedImages(session).open(info.file, out, confirmed, task));
            return {};
        },
        [this, whose, restored = shown.restored](const base::Result<void>& written) {
            done(written, restored ? tr("Original saved") : tr("Copy saved"), whose);
        });
}

void ScansPlace::seal() {
    const auto* slice = current();
    const app::SealFor people{m_share->people(), app::Suite::kChaCha20};
    if (slice == nullptr)
        return;
    const auto file = slice->info.file;
    askWhereToSave(this, tr("Seal the file"), toQt(file.stem().string()) + u".png"_s,
                   tr("Pixelated picture with the original inside (*.png);;Sealed file (*.medveil)"),
                   [this, file, people, whose = patientText()](const QString& path) {
                       sealTo(path, file, people, whose);
                   });
}

void ScansPlace::sealTo(const QString& path, const base::Path& file, const app::SealFor& people,
                        const QString& whose) {
    m_lane.ask(
        this,
        [file, people, out = fromQt(path)](app::Session& session, base::TaskContext& task) {
            return app::SealedImages(session).seal(file, people, out, task);
        },
        [this, whose](const base::Result<app::SealedOriginal>& sealed) {
            if (sealed)
                m_banner->show(Banner::Kind::kGood, tr("Sealed"),
                               whose + u"\nSHA-256 "_s + toQt(sealed->sha256));
            else
                m_banner->showError(sealed.error());
        });
}

void ScansPlace::hideFile() {
    const auto* slice = current();
    const auto people = m_share->people();
    if (slice == nullptr || people.empty())
        return;
    const auto cover = slice->info.file;
    askForFile(
        this, tr("File to hide in the scan"), {},
        [this, cover, person = people.front()](const QString& payload) {
            askWhereToSave(
                this, tr("Scan that carries it"),
                toQt(cover.stem().string()) + tr("-carries") + toQt(cover.extension().string()), {},
                [this, cover, person, payload](const QString& out) { hideIn(cover, person, payload, out); });
        });
}

void ScansPlace::hideIn(const base::Path& cover, const std::string& person, const QString& payload,
                        const QString& out) {
    m_lane.ask(
        this,
        [cover, person, from = fromQt(payload), to = fromQt(out)](
            app::Session& session, base::TaskContext& task) -> base::Result<app::HideOutcome> {
            constexpr std::size_t kLargestPayload = 64 * 1024 * 1024;
            MEDVEIL_ASSIGN(const base::Bytes content,
                           base::readWholeFile(base::systemFileSystem(), from, kLargestPayload));
            app::HidePlan plan;
            plan.covers = {cover};
            plan.out = to;
            plan.restorable = true;
            return app::hideForContact(session, person, plan, content, task);
        },
        [this, out](const base::Result<app::HideOutcome>& hidden) {
            if (!hidden) {
                m_banner->showError(hidden.error());
                return;
            }
            m_banner->show(Banner::Kind::kGood, tr("Hidden, and read back"),
                           tr("The copy says openly that it carries data, and shows its original here. It "
                              "still names its "
                              "patient."));
            open({out});
        });
}

void ScansPlace::send() {
    const auto* slice = current();
    if (slice == nullptr)
        return;
    QStringList files;
    for (const auto& image : m_series[static_cast<std::size_t>(seriesOf(m_active))].images)
        files << toQt(image.file.string());
    constexpr qsizetype kMostFiles = 256;
    if (files.size() > kMostFiles)
        files = {toQt(slice->info.file.string())};
    Q_EMIT wantsCompose(files, app::patientOf(slice->info));
}

}  // namespace medveil::ui
