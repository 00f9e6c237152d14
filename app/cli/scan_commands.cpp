// scan: info, frames, deidentify.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "app/cli/command_line.h"
#include "app/messages/error_text.h"
#include "app/services/about_file.h"
#include "app/services/deidentify.h"
#include "app/services/scans.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;

namespace {

std::string shown(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g", number);
    return text.data();
}

nlohmann::ordered_json valuesOf(const app::ScanInfo& info) {
    nlohmann::ordered_json value = {{"file", info.file.string()},
                                    {"kind", info.kind},
                                    {"syntax", info.syntax},
                                    {"modality", info.modality},
                                    {"patientId", info.patientId},
                                    {"patientName", info.patientName},
                                    {"birthDate", info.birthDate},
                                    {"studyDate", info.studyDate},
                                    {"study", info.studyDescription},
                                    {"series", info.seriesDescription},
                                    {"seriesNumber", info.seriesNumber},
                                    {"instanceNumber", info.instanceNumber},
                                    {"columns", info.columns},
                                    {"rows", info.rows},
                                    {"frames", info.frames},
                                    {"channels", info.channels},
                                    {"bits", info.bits},
                                    {"unit", info.unit},
                                    {"lossy", info.lossy},
                                    {"deidentified", info.deidentified},
                                    {"burnedIn", info.burnedIn},
                                    {"carriesData", info.marked},
                                    {"masked", info.masked},
                                    {"sealedInside", info.sealedInside}};
    if (info.rowSpacing)
        value["spacing"] = {*info.rowSpacing, *info.columnSpacing};
    return value;
}

std::string lineFor(const app::ScanInfo& info) {
    std::string line = visible(info.file.string()) + ": " + visible(info.kind);
    if (!info.modality.empty())
        line += " " + visible(info.modality);
    line += ", " + std::to_string(info.columns) + " x " + std::to_string(info.rows);
    if (info.frames > 1)
        line += ", " + std::to_string(info.frames) + " frames";
    line += ", " + std::to_string(info.bits) + " bit" + (info.channels == 3 ? " colour" : "");
    if (!info.patientId.empty() || !info.patientName.empty())
        line += ", patient " + visible(info.patientName) +
                (info.patientId.empty() ? "" : " (" + visible(info.patientId) + ")");
    if (info.lossy)
        line += "; was compressed with loss";
    if (info.deidentified)
        line += "; says it is de-identified";
    if (info.burnedIn)
        line += "; says its pixels name somebody";
    if (info.masked)
        line += info.sealedInside ? "; REGIONS ARE MASKED, its original is sealed inside"
                                  : "; REGIONS ARE MASKED, it is not the original";
    if (info.marked)
        line += "; CARRIES HIDDEN DATA, restore it before reading it";
    return line;
}

/// The file and what was wrong with it.
base::Error aboutRefused(const app::RefusedFile& refused) {
    return app::aboutFile(refused.file, refused.reason);
}

base::Result<void> info(Context& context, const std::vector<std::string>& names, bool elements) {
    MEDVEIL_ASSIGN(const app::ScanList list, app::listScans({names.begin(), names.end()}, context.task));
    if (list.series.empty() && list.refused.empty())
        return fail(ErrorCode::kNotFound, "no file is there");
    if (list.series.empty() && list.refused.size() == 1)
        return fail(aboutRefused(list.refused.front()));
    for (const auto& series : list.series) {
        for (const auto& image : series.images) {
            auto value = valuesOf(image);
            auto text = lineFor(image);
            if (elements) {
                MEDVEIL_ASSIGN(const auto scan, app::Scan::open(image.file, context.task));
                MEDVEIL_ASSIGN(const auto lines, scan->elements(context.task));
                value["elements"] = nlohmann::ordered_json::array();
                for (const auto& line : lines) {
                    value["elements"].push_back({line.depth, line.tag, line.vr, line.name, line.value});
                    text += "\n  " + std::string(std::size_t{2} * line.depth, ' ') + line.tag + " " +
                            visible(line.vr + " " + line.name + ": " + line.value);
                }
            }
            context.terminal.result(text, value);
        }
    }
    for (const auto& refused : list.refused)
        context.terminal.hint(visible(aboutRefused(refused).detail) + " (" +
                              std::string(base::errorName(refused.reason.code)) + ")");
    if (list.series.empty())
        return fail(list.refused.front().reason.code,
                    "none of " + std::to_string(list.refused.size()) + " files is an image");
    // What a folder holds beside images is passed over; what somebody named was meant.
    const auto named = std::ranges::find_if(list.refused, [&names](const auto& refused) {
        return std::ranges::find(names, refused.file.string()) != names.end();
    });
    return named == list.refused.end() ? base::Result<void>() : fail(aboutRefused(*named));
}

struct FrameOptions {
    std::string file;
    std::string out;
    std::string frames;
    std::string window;
    bool inverted = false;
    bool noOverlays = false;
};

/// "CENTRE/WIDTH"
base::Result<std::optional<app::ScanWindow>> windowFrom(const std::string& text) {
    if (text.empty())
        return std::optional<app::ScanWindow>();
    app::ScanWindow window;
    const char* const end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, window.centre);
    if (read.ec == std::errc() && read.ptr != end && *read.ptr == '/')
        read = std::from_chars(read.ptr + 1, end, window.width);
    else
        read.ec = std::errc::invalid_argument;
    if (read.ec != std::errc() || read.ptr != end || window.width <= 0)
        return fail(ErrorCode::kInvalidArgument, "--window wants CENTRE/WIDTH, like 40/400");
    return std::optional(window);
}

std::vector<std::string> saidOf(const std::vector<app::ScanCaution>& cautions) {
    std::vector<std::string> texts;
    for (const auto each : cautions)
        texts.push_back(app::cautionText(each).toStdString());
    return texts;
}

base::Result<void> frames(Context& context, const FrameOptions& options) {
    MEDVEIL_ASSIGN(const auto window, windowFrom(options.window));
    MEDVEIL_ASSIGN(const auto scan, app::Scan::open(options.file, context.task));
    const auto count = scan->info().frames;
    auto range = std::pair(1U, count);
    if (!options.frames.empty()) {
        MEDVEIL_ASSIGN(range, framesFrom(options.frames));
    }
    if (range.second > count)
        return fail(ErrorCode::kInvalidArgument, "--frames: the file has " + std::to_string(count));
    MEDVEIL_TRY(base::createNamedFolders(base::systemFileSystem(), options.out));
    const auto stem = base::Path(options.file).stem().string();
    for (auto number = range.first; number <= range.second; ++number) {
        MEDVEIL_TRY(context.task.checkpoint());
        MEDVEIL_ASSIGN(const auto values, scan->values(number - 1, context.task));
        MEDVEIL_ASSIGN(const app::ScanPicture picture,
                       values->picture(window, options.inverted, !options.noOverlays));
        const auto out = base::Path(options.out) / (stem + "-" + std::to_string(number) + ".png");
        MEDVEIL_TRY(app::writePicture(picture, out));
        for (const auto each : values->cautions())
            context.terminal.hint(visible(out.string()) + ": " + app::cautionText(each).toStdString());
        context.terminal.result(visible(out.string()) + ": window " + shown(picture.window.centre) + "/" +
                                    shown(picture.window.width),
                                {{"file", out.string()},
                                 {"frame", number},
                                 {"cautions", saidOf(values->cautions())},
                                 {"width", picture.width},
                                 {"height", picture.height},
                                 {"windowCentre", picture.window.centre},
                                 {"windowWidth", picture.window.width}});
    }
    if (scan->info().restored)
        context.terminal.hint(
            "The file carries hidden data; these are the original's frames, every pixel as it was.");
    return {};
}

struct DeidentifyOptions {
    std::vector<std::string> files;
    std::string out;
    std::vector<std::string> keep;
    bool shiftDates = false;
    bool pixelsChecked = false;
    bool severalPatients = false;
};

base::Result<app::DeidentifyChoice> choiceFrom(const DeidentifyOptions& options) {
    app::DeidentifyChoice choice;
    choice.shiftDates = options.shiftDates;
    choice.pixelsChecked = options.pixelsChecked;
    choice.severalPatients = options.severalPatients;
    for (const auto& word : options.keep) {
        bool* const chosen = word == "uids"          ? &choice.keepUids
                             : word == "device"      ? &choice.keepDevice
                             : word == "institution" ? &choice.keepInstitution
                             : word == "patient"     ? &choice.keepPatient
                             : word == "dates"       ? &choice.keepDates
                                                     : nullptr;
        if (chosen == nullptr)
            return fail(ErrorCode::kInvalidArgument,
                        "--keep wants uids, device, institution, patient or dates");
        *chosen = true;
    }
    return choice;
}

base::Result<void> tellReleased(Context& context, const std::vector<app::DeidentifiedFile>& files) {
    if (files.empty())
        return fail(ErrorCode::kNotFound, "no file is there");
    std::size_t written = 0;
    for (const auto& file : files) {
        written += !file.copy.empty();
        const auto name = file.file.string();
        auto text = file.copy.empty()
                        ? visible(name) + ": NOT written: " +
                              (file.refused.detail.empty() ? std::string(base::errorName(file.refused.code))
                                                           : file.refused.detail)
                        : visible(name) + ": " + visible(file.copy.string()) + ", " +
                              std::to_string(file.actions) + " changes";
        for (const auto& warning : file.warnings)
            text += "\n  " + visible(warning);
        context.terminal.result(text, {{"file", name},
                                       {"copy", file.copy.string()},
                                       {"done", file.done},
                                       {"warnings", file.warnings},
                                       {"refused", file.refused.detail}});
    }
    const auto refused = std::ranges::find_if(files, [](const auto& file) { return file.copy.empty(); });
    if (refused == files.end())
        return {};
    if (std::ranges::any_of(files,
                            [](const auto& file) { return file.refused.code == ErrorCode::kNotLookedAt; }))
        context.terminal.hint(
            "Images are only written with --pixels-checked: look at every frame first, names may stand in "
            "the picture.");
    // One reason stands for the call, and what is damaged before what only waits for somebody.
    const auto worst = std::ranges::find_if(files, [](const auto& file) {
        return file.copy.empty() && file.refused.code != ErrorCode::kNotLookedAt;
    });
    const auto& told = *(worst == files.end() ? refused : worst);
    return fail(told.refused.code, std::to_string(files.size() - written) + " of " +
                                       std::to_string(files.size()) +
                                       " files were not written, for instance " + told.file.string());
}

/// Who they are, and how to release them together all the same.
void tellPatients(Context& context, const std::vector<base::Path>& places) {
    const auto patients = app::patientsOfFiles(places, context.task);
    constexpr std::size_t kMostTold = 10;
    std::string text;
    for (std::size_t i = 0; patients && i < std::min(patients->size(), kMostTold); ++i) {
        const auto& one = (*patients)[i];
        text += (i == 0 ? "" : "; ") + shownPatient(one.name, one.id, one.authority, one.birthDate) +
                ", in " + visible(one.file);
    }
    if (patients && patients->size() > kMostTold)
        text += "; " + std::to_string(patients->size() - kMostTold) + " more";
    context.terminal.hint("These files are of different patients: " + text +
                          ". Release them one patient at a time; if they are meant to go together: "
                          "--several-patients.");
}

base::Result<void> deidentify(Context& context, const DeidentifyOptions& options) {
    MEDVEIL_ASSIGN(const app::DeidentifyChoice choice, choiceFrom(options));
    const std::vector<base::Path> places(options.files.begin(), options.files.end());
    const auto released = app::deidentifyScans(places, choice, options.out, context.task);
    if (!released) {
        if (released.error().code == ErrorCode::kPatientMismatch)
            tellPatients(context, places);
        return fail(released.error());
    }
    return tellReleased(context, *released);
}

}  // namespace

void addScanCommands(Commands& commands) {
    auto* scan = commands.root.add_subcommand("scan", "Look at scans");
    scan->require_subcommand(1);
    {
        auto names = std::make_shared<std::vector<std::string>>();
        auto elements = std::make_shared<bool>(false);
        auto* command = commands.add(*scan, "info", "What image files hold, series by series",
                                     [=](Context& c) { return info(c, *names, *elements); });
        command->add_option("files", *names, "Files or folders")->required()->type_name("FILE");
        command->add_flag("--elements", *elements, "With everything a DICOM file says about itself");
    }
    {
        auto o = std::make_shared<FrameOptions>();
        auto* command = commands.add(*scan, "frames", "Write frames as PNG, as they look on a screen",
                                     [o](Context& c) { return frames(c, *o); });
        command->add_option("file", o->file)->required()->type_name("FILE");
        command->add_option("--out", o->out, "Folder to write to")
            ->required()
            ->type_name("DIR")
            ->check(notStandardOutput());
        command->add_option("--frames", o->frames, "One frame or a range, from 1 (default: all)")
            ->type_name("A-B");
        command->add_option("--window", o->window, "Window centre and width (default: the file's own)")
            ->type_name("C/W");
        command->add_flag("--invert", o->inverted, "Dark for bright");
        command->add_flag("--no-overlays", o->noOverlays,
                          "Without the lines and letters that the file draws over its picture");
    }
    {
        auto o = std::make_shared<DeidentifyOptions>();
        auto* command =
            commands.add(*scan, "deidentify", "Write copies of DICOM files that name nobody (PS3.15, E.1-1)",
                         [o](Context& c) { return deidentify(c, *o); });
        command->add_option("files", o->files, "Files or folders")->required()->type_name("FILE");
        command->add_option("--out", o->out, "Folder for the copies")
            ->required()
            ->type_name("DIR")
            ->check(notStandardOutput());
        command->add_option("--keep", o->keep, "What the basic profile takes away and this release needs")
            ->delimiter(',')
            ->type_name("uids,device,institution,patient,dates");
        command->add_flag("--shift-dates", o->shiftDates,
                          "Move dates by one secret number of days for each patient");
        command->add_flag("--pixels-checked", o->pixelsChecked,
                          "You have looked at every frame: no pixel names anybody");
        command->add_flag("--several-patients", o->severalPatients,
                          "Files of more than one patient are meant to be released together");
    }
    addMaskCommands(commands, *scan);
}

}  // namespace medveil::cli
