// hide, reveal, capacity, detect, verify.
#include <array>
#include <charconv>
#include <cstdio>

#include "app/cli/command_line.h"
#include "app/services/about_file.h"
#include "app/services/contacts.h"
#include "app/services/covers.h"
#include "app/services/fresh_cover.h"
#include "app/services/inspect.h"
#include "core/base/new_file.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kPayloadLimit = 256 * 1024 * 1024;

constexpr std::size_t kLargestFile = 1024ULL * 1024 * 1024;

std::vector<base::Path> pathsOf(const std::vector<std::string>& names) {
    return {names.begin(), names.end()};
}

struct HideOptions {
    std::string payload;
    std::vector<std::string> covers;
    std::string out;
    std::string contact;
    std::size_t needed = 0;
    bool preview = false;
    bool insist = false;
    bool restorable = false;
    std::vector<std::string> keep;
};

/// "X,Y,WIDTH,HEIGHT"
base::Result<app::PixelArea> areaFrom(const std::string& text) {
    app::PixelArea area;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (auto* value : {&area.x, &area.y, &area.width, &area.height}) {
        const auto [next, error] = std::from_chars(at, end, *value);
        const bool last = value == &area.height;
        if (error != std::errc() || (last ? next != end : next == end || *next != ','))
            return fail(ErrorCode::kInvalidArgument, "--keep wants X,Y,WIDTH,HEIGHT in pixels");
        at = next + (last ? 0 : 1);
    }
    return area;
}

std::string wordsFor(app::HidingRisk risk) {
    switch (risk) {
        case app::HidingRisk::kHardToNotice:
            return "hard to notice";
        case app::HidingRisk::kExpertMayNotice:
            return "an expert who looks for it may notice";
        case app::HidingRisk::kEasyToNotice:
            return "easy to notice for who looks for it";
    }
    return {};
}

base::Result<void> previewHiding(Context& context, const HideOptions& options, std::size_t payloadBytes) {
    constexpr std::size_t kReaders = 2;
    const auto parts = options.needed == 0 ? options.covers.size() : options.needed;
    const auto each = (payloadBytes + parts - 1) / parts;
    for (const auto& cover : options.covers) {
        MEDVEIL_ASSIGN(const app::HidingPreview preview,
                       app::previewHiding(cover, options.contact.empty() ? 1 : kReaders, each, context.task));
        const auto share =
            100.0 * static_cast<double>(preview.changed) / static_cast<double>(preview.capacity.samples);
        std::array<char, 32> percent{};
        std::snprintf(percent.data(), percent.size(), "%.2f", share);
        context.terminal.result(visible(cover) + ": " + std::to_string(each) + " bytes change " +
                                    percent.data() + " % of it, each by one step: " +
                                    (preview.capacity.restorable ? "it will say so, and can be given back"
                                                                 : wordsFor(preview.risk)),
                                {{"file", cover},
                                 {"bytes", each},
                                 {"changed", preview.changed},
                                 {"samples", preview.capacity.samples},
                                 {"psnr", preview.psnr},
                                 {"safe", preview.capacity.safeBytes},
                                 {"risk", static_cast<int>(preview.risk)}});
    }
    return {};
}

base::Result<void> hide(Context& context, const HideOptions& options) {
    MEDVEIL_ASSIGN(const base::WipedBytes payload, readInput(options.payload, kPayloadLimit));
    if (options.needed > options.covers.size())
        return fail(ErrorCode::kInvalidArgument, "--need more covers than there are");
    if (options.preview && options.restorable)
        return fail(ErrorCode::kInvalidArgument, "--preview shows what hiding does that is not --restorable");
    if (options.preview)
        return previewHiding(context, options, payload.size());
    if (options.out.empty())
        return fail(ErrorCode::kInvalidArgument, "--out is missing");
    if (!options.keep.empty() && !options.restorable)
        return fail(ErrorCode::kInvalidArgument, "--keep without --restorable");
    app::HidePlan plan{pathsOf(options.covers), options.needed,     options.out,
                       options.insist,          options.restorable, {}};
    for (const auto& text : options.keep) {
        MEDVEIL_ASSIGN(const app::PixelArea area, areaFrom(text));
        plan.keep.push_back(area);
    }
    app::HideOutcome outcome;
    if (options.contact.empty()) {
        MEDVEIL_ASSIGN(const base::SecretBytes passphrase,
                       context.terminal.newPassphrase("Passphrase for the hidden data"));
        MEDVEIL_ASSIGN(outcome, app::hideWithPassphrase(plan, payload, passphrase, context.task));
    } else {
        MEDVEIL_ASSIGN(app::Session * session, context.unlock());
        MEDVEIL_ASSIGN(const app::Person person, app::Contacts(*session).resolve(options.contact));
        MEDVEIL_ASSIGN(outcome, app::hideForContact(*session, person.id, plan, payload, context.task));
    }
    auto files = nlohmann::ordered_json::array();
    for (const auto& file : outcome.files)
        files.push_back(file.string());
    context.terminal.result("Hidden in " + visible(options.out) + ", and read back.",
                            {{"file", options.out},
                             {"files", files},
                             {"bytes", payload.size()},
                             {"changed", outcome.changed},
                             {"samples", outcome.samples},
                             {"restorable", outcome.restorable}});
    if (outcome.restorable)
        context.terminal.hint(
            "It says openly that it carries data; restore gives the original back. The picture itself is not "
            "sealed: a "
            "scan still names its patient.");
    if (outcome.files.size() > 1)
        context.terminal.hint(
            "Several covers that travel together are noticed sooner than one: send them at different "
            "times and ways.");
    return {};
}

base::Result<void> reveal(Context& context, const std::vector<std::string>& files, const std::string& out,
                          bool fromContacts) {
    if (out == "-" && context.terminal.json())
        return fail(ErrorCode::kInvalidArgument, "with --json the result is an object: give --out a file");
    base::WipedBytes payload;
    if (fromContacts) {
        MEDVEIL_ASSIGN(app::Session * session, context.unlock());
        MEDVEIL_ASSIGN(payload, app::revealFromContacts(*session, pathsOf(files), context.task));
    } else {
        const bool fromInput = files == std::vector<std::string>{"-"};
        base::Bytes input;
        if (fromInput) {
            MEDVEIL_ASSIGN(const base::WipedBytes content, readStandardInput(kLargestFile));
            input = base::toBytes(content);
        }
        MEDVEIL_ASSIGN(const base::SecretBytes passphrase,
                       context.terminal.passphrase("Passphrase of the hidden data"));
        MEDVEIL_ASSIGN(payload, fromInput
                                    ? app::revealWithPassphrase(std::move(input), passphrase, context.task)
                                    : app::revealWithPassphrase(pathsOf(files), passphrase, context.task));
    }
    if (out == "-") {
        context.terminal.raw(payload);
        return {};
    }
    base::NewFile file(base::systemFileSystem(), out);
    MEDVEIL_TRY(file.begin());
    MEDVEIL_TRY(file.write(payload));
    MEDVEIL_TRY(file.finish());
    context.terminal.result(std::to_string(payload.size()) + " bytes in " + visible(out),
                            {{"file", out}, {"bytes", payload.size()}});
    return {};
}

base::Result<void> restore(Context& context, const std::string& file, const std::string& out) {
    MEDVEIL_ASSIGN(const app::RestoredAs as, app::restoreCover(file, out, context.task));
    const bool scan = as == app::RestoredAs::kScan;
    context.terminal.result(
        "The original is in " + visible(out) +
            (scan ? ", byte for byte; a scan that had been compressed comes back unpacked."
                  : ": every pixel is as it was. The file around them is compressed anew."),
        {{"file", out}, {"restored", scan ? "file" : "pixels"}});
    return {};
}

base::Result<void> makeCover(Context& context, const std::string& source, const std::string& out) {
    MEDVEIL_TRY(app::makeCover(source, out, context.task));
    context.terminal.result("The cover is in " + visible(out), {{"file", out}});
    return {};
}

/// What was found in a folder is passed over; what was named and failed makes the command fail, behind the
/// results of the others.
base::Result<void> saySkipped(Context& context, const std::vector<app::Skipped>& skipped) {
    const app::Skipped* first = nullptr;
    for (const auto& each : skipped) {
        const auto& reason = each.reason;
        const bool link = reason.code == ErrorCode::kNotRegularFile;
        context.terminal.hint(
            visible(each.file.string()) + (each.named ? ": failed, " : ": passed over, ") +
            (link ? std::string("a link or no file") : std::string(base::errorName(reason.code))));
        if (first == nullptr && each.named)
            first = &each;
    }
    return first == nullptr ? base::Result<void>() : fail(app::aboutFile(first->file, first->reason));
}

base::Result<void> capacity(Context& context, const std::vector<std::string>& files) {
    MEDVEIL_ASSIGN(const app::CapacityList list, app::coverCapacities(pathsOf(files), context.task));
    for (const auto& c : list.covers) {
        context.terminal.result(visible(c.file.string()) + ": holds " + std::to_string(c.fitBytes) +
                                    " bytes, safely " + std::to_string(c.safeBytes) +
                                    (c.restorable ? " (a scan: marked, and given back)"
                                     : c.flat     ? " (flat: changes may show)"
                                                  : ""),
                                {{"file", c.file.string()},
                                 {"fit", c.fitBytes},
                                 {"safe", c.safeBytes},
                                 {"samples", c.samples},
                                 {"flat", c.flat},
                                 {"restorable", c.restorable}});
    }
    if (list.covers.size() > 1) {
        const auto least = std::max<std::uint64_t>(1, list.covers.back().safeBytes);
        const auto times = list.covers.front().safeBytes / least;
        if (times >= 2)
            context.terminal.hint(visible(list.covers.front().file.string()) + " hides " +
                                  std::to_string(times) + " times as much safely as " +
                                  visible(list.covers.back().file.string()) + ".");
    }
    return saySkipped(context, list.skipped);
}

base::Result<void> detect(Context& context, const std::vector<std::string>& files) {
    static constexpr std::array<const char*, 3> kWords = {"no traces", "faint traces", "clear traces"};
    MEDVEIL_ASSIGN(const app::TraceList list, app::detectTraces(pathsOf(files), context.task));
    for (const auto& each : list.files) {
        const auto level = static_cast<std::size_t>(each.level);
        context.terminal.result(
            visible(each.file.string()) + ": " + kWords[level] + " of overwritten lowest bits",
            {{"file", each.file.string()},
             {"sample-pairs", each.samplePairs},
             {"weighted-stego", each.weightedStego},
             {"pairs-of-values", each.pairsOfValues},
             {"level", level}});
    }
    if (!list.files.empty())
        context.terminal.hint("This finds what simple programs hide. That it finds nothing proves nothing.");
    return saySkipped(context, list.skipped);
}

base::Result<void> verify(Context& context, const std::string& file) {
    MEDVEIL_ASSIGN(const app::FileReport report, app::inspectFile(file));
    context.terminal.result(report.text, {{"kind", report.kind}, {"holds", true}, {"summary", report.text}});
    return {};
}

}  // namespace

void addStegoCommands(Commands& commands) {
    auto& root = commands.root;
    {
        auto o = std::make_shared<HideOptions>();
        auto* command = commands.add(root, "hide", "Hide any file in pictures or sounds",
                                     [o](Context& c) { return hide(c, *o); });
        command->add_option("payload", o->payload, "File to hide; - for standard input")
            ->required()
            ->type_name("FILE");
        command
            ->add_option(
                "covers", o->covers,
                "PNG, JPEG, TIFF, BMP, DICOM, WAV, AIFF or FLAC; stays as it is. Several hold it together")
            ->required()
            ->type_name("COVER");
        command->add_option("--out", o->out, "New file to write; with several covers, the folder for them")
            ->type_name("FILE")
            ->check(notStandardOutput());
        command->add_option("--to", o->contact, "Contact who can reveal it without a passphrase");
        command->add_option("--need", o->needed, "Of several covers, how many give it back (default: all)");
        command->add_flag("--preview", o->preview, "Say what it would change; write nothing");
        command->add_flag("--insist-cover", o->insist, "Take a cover that was used before");
        command->add_flag("--restorable", o->restorable,
                          "Mark the picture openly and hide so that restore gives every pixel back as it "
                          "was; always so with "
                          "a DICOM scan");
        command
            ->add_option("--keep", o->keep, "With --restorable: a part that must not change, up to 8 times")
            ->type_name("X,Y,WIDTH,HEIGHT");
    }
    {
        auto files = std::make_shared<std::vector<std::string>>();
        auto out = std::make_shared<std::string>();
        auto contacts = std::make_shared<bool>(false);
        auto* command = commands.add(root, "reveal", "Find what is hidden in pictures or sounds",
                                     [=](Context& c) { return reveal(c, *files, *out, *contacts); });
        command->add_option("files", *files, "Files or folders; - for standard input")
            ->required()
            ->type_name("FILE");
        command->add_option("--out", *out, "New file to write; - for standard output")
            ->required()
            ->type_name("FILE");
        command->add_flag("--from-contacts", *contacts,
                          "Try the keys shared with your contacts instead of a passphrase");
    }
    {
        auto marked = std::make_shared<std::string>();
        auto out = std::make_shared<std::string>();
        auto* command = commands.add(root, "restore",
                                     "Give a picture back as it was before data was hidden in it restorably",
                                     [=](Context& c) { return restore(c, *marked, *out); });
        command->add_option("file", *marked)->required()->type_name("FILE");
        command->add_option("--out", *out, "New file to write")
            ->required()
            ->type_name("FILE")
            ->check(notStandardOutput());
    }
    {
        auto source = std::make_shared<std::string>();
        auto out = std::make_shared<std::string>();
        auto* command = commands.add(root, "make-cover",
                                     "Make a cover that nobody else has from a photograph or a recording",
                                     [=](Context& c) { return makeCover(c, *source, *out); });
        command->add_option("source", *source, "Picture (PNG, JPEG, TIFF) or sound (WAV, AIFF, FLAC)")
            ->required()
            ->type_name("FILE");
        command->add_option("--out", *out, "New file to write: .png of a picture, .flac of a sound")
            ->required()
            ->type_name("FILE")
            ->check(notStandardOutput());
    }
    auto covers = std::make_shared<std::vector<std::string>>();
    commands
        .add(root, "capacity", "How much pictures and sounds can hide, the safest first",
             [covers](Context& c) { return capacity(c, *covers); })
        ->add_option("covers", *covers, "Files or folders")
        ->required()
        ->type_name("FILE");
    auto suspects = std::make_shared<std::vector<std::string>>();
    commands
        .add(root, "detect", "Look for traces of hidden data, as others would",
             [suspects](Context& c) { return detect(c, *suspects); })
        ->add_option("files", *suspects, "Files or folders")
        ->required()
        ->type_name("FILE");
    auto file = std::make_shared<std::string>();
    commands
        .add(root, "verify", "Check a card or the outside of a sealed file, without a profile",
             [file](Context& c) { return verify(c, *file); })
        ->add_option("file", *file)
        ->required()
        ->type_name("FILE");
}

}  // namespace medveil::cli
