// scan: propose, mask, restore, seal, open.
#include <algorithm>
#include <array>
#include <charconv>

#include "app/cli/command_line.h"
#include "app/services/contacts.h"
#include "app/services/proposals.h"
#include "app/services/sealed_images.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;

namespace {

struct MaskOptions {
    std::string file;
    std::string out;
    std::vector<std::string> rectangles;
    std::vector<std::string> ellipses;
    std::vector<std::string> polygons;
    std::string frames;
    std::uint32_t mosaic = 0;
    std::vector<std::string> people;
    bool device = false;
    bool remember = false;
};

base::Result<std::vector<double>> numbersFrom(const std::string& text) {
    std::vector<double> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        double number = 0;
        const auto read = std::from_chars(at, end, number);
        if (read.ec != std::errc() || (read.ptr != end && *read.ptr != ','))
            return fail(ErrorCode::kInvalidArgument, "regions are numbers with commas between them");
        numbers.push_back(number);
        at = read.ptr == end ? end : read.ptr + 1;
    }
    return numbers;
}

base::Result<app::MaskRegion> boxFrom(const std::string& text, app::MaskShape shape) {
    MEDVEIL_ASSIGN(const auto numbers, numbersFrom(text));
    if (numbers.size() != 4 || numbers[2] <= 0 || numbers[3] <= 0)
        return fail(ErrorCode::kInvalidArgument, "--rect and --ellipse want X,Y,WIDTH,HEIGHT");
    app::MaskRegion region;
    region.shape = shape;
    region.points = {{numbers[0], numbers[1]}, {numbers[0] + numbers[2], numbers[1] + numbers[3]}};
    return region;
}

base::Result<app::MaskRegion> polygonFrom(const std::string& text) {
    MEDVEIL_ASSIGN(const auto numbers, numbersFrom(text));
    if (numbers.size() < 6 || numbers.size() % 2 != 0)
        return fail(ErrorCode::kInvalidArgument, "--polygon wants X,Y of at least three corners");
    app::MaskRegion region;
    region.shape = app::MaskShape::kPolygon;
    for (std::size_t i = 0; i < numbers.size(); i += 2)
        region.points.push_back({numbers[i], numbers[i + 1]});
    return region;
}

/// "7" or "3-12", from 1.
base::Result<void> chooseFrames(const std::string& text, app::MaskPlan& plan) {
    if (text.empty())
        return {};
    MEDVEIL_ASSIGN(const auto range, framesFrom(text));
    for (auto& region : plan.regions) {
        region.firstFrame = range.first - 1;
        region.lastFrame = range.second - 1;
    }
    return {};
}

base::Result<app::MaskPlan> planFrom(const MaskOptions& options) {
    app::MaskPlan plan;
    for (const auto& text : options.rectangles) {
        MEDVEIL_ASSIGN(app::MaskRegion region, boxFrom(text, app::MaskShape::kRectangle));
        plan.regions.push_back(std::move(region));
    }
    for (const auto& text : options.ellipses) {
        MEDVEIL_ASSIGN(app::MaskRegion region, boxFrom(text, app::MaskShape::kEllipse));
        plan.regions.push_back(std::move(region));
    }
    for (const auto& text : options.polygons) {
        MEDVEIL_ASSIGN(app::MaskRegion region, polygonFrom(text));
        plan.regions.push_back(std::move(region));
    }
    MEDVEIL_TRY(chooseFrames(options.frames, plan));
    if (options.mosaic > 0) {
        plan.fill = app::MaskFill::kMosaic;
        plan.block = options.mosaic;
    }
    return plan;
}

base::Result<app::SealFor> sealFor(app::Session& session, const std::vector<std::string>& people) {
    app::SealFor result;
    for (const auto& who : people) {
        MEDVEIL_ASSIGN(const app::Person person, app::Contacts(session).resolve(who));
        result.people.push_back(person.id);
    }
    return result;
}

base::Result<void> addRemembered(Context& context, const MaskOptions& options, app::MaskPlan& plan) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto scan, app::Scan::open(options.file, context.task));
    MEDVEIL_ASSIGN(const auto remembered, app::DeviceRules(*session).regionsFor(scan->info()));
    if (remembered.empty() && plan.regions.empty())
        return fail(ErrorCode::kNotFound, "no region is remembered for this device");
    plan.regions.insert(plan.regions.end(), remembered.begin(), remembered.end());
    return {};
}

base::Result<void> remember(Context& context, const MaskOptions& options, const app::MaskPlan& plan) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto scan, app::Scan::open(options.file, context.task));
    return app::DeviceRules(*session).remember(scan->info(), plan.regions);
}

base::Result<void> mask(Context& context, const MaskOptions& options) {
    MEDVEIL_ASSIGN(app::MaskPlan plan, planFrom(options));
    app::MaskReport report;
    if (options.device)
        MEDVEIL_TRY(addRemembered(context, options, plan));
    if (options.people.empty()) {
        MEDVEIL_ASSIGN(report, app::maskScan(options.file, plan, options.out, context.task));
    } else {
        MEDVEIL_ASSIGN(app::Session * session, context.unlock());
        MEDVEIL_ASSIGN(const app::SealFor people, sealFor(*session, options.people));
        MEDVEIL_ASSIGN(
            report, app::SealedImages(*session).mask(options.file, plan, people, options.out, context.task));
    }
    context.terminal.result(
        visible(options.out) + ": " + std::to_string(report.pixels) + " pixels covered" +
            (report.reversible ? "; the original is sealed inside" : " for good"),
        {{"file", options.out}, {"pixels", report.pixels}, {"reversible", report.reversible}});
    if (report.reversible)
        context.terminal.hint("The original is in this file: it is no anonymous copy.");
    return options.remember ? remember(context, options, plan) : base::Result<void>();
}

struct ProposeOptions {
    std::string file;
    std::uint32_t frame = 1;
    bool device = false;
};

/// As `scan mask` takes it.
std::string optionFor(const app::MaskRegion& region) {
    const auto number = [](double value) {
        std::array<char, 32> digits{};
        return std::string(digits.data(),
                           std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    };
    const auto& points = region.points;
    if (region.shape == app::MaskShape::kRectangle || region.shape == app::MaskShape::kEllipse) {
        const auto x = std::minmax(points[0].x, points[1].x);
        const auto y = std::minmax(points[0].y, points[1].y);
        return (region.shape == app::MaskShape::kEllipse ? "--ellipse " : "--rect ") + number(x.first) + ',' +
               number(y.first) + ',' + number(x.second - x.first) + ',' + number(y.second - y.first);
    }
    std::string text;
    for (const auto& point : points)
        text += (text.empty() ? "" : ",") + number(point.x) + ',' + number(point.y);
    return (region.shape == app::MaskShape::kBrush ? "brush " : "--polygon ") + text;
}

base::Result<void> propose(Context& context, const ProposeOptions& options) {
    MEDVEIL_ASSIGN(const auto scan, app::Scan::open(options.file, context.task));
    if (options.frame < 1 || options.frame > scan->info().frames)
        return fail(ErrorCode::kInvalidArgument,
                    "--frame: the file has " + std::to_string(scan->info().frames));
    std::vector<app::MaskRegion> remembered;
    if (options.device) {
        MEDVEIL_ASSIGN(app::Session * session, context.unlock());
        MEDVEIL_ASSIGN(remembered, app::DeviceRules(*session).regionsFor(scan->info()));
    }
    MEDVEIL_ASSIGN(const auto values, scan->values(options.frame - 1, context.task));
    MEDVEIL_ASSIGN(const app::ScanPicture picture, values->picture({}, false));
    MEDVEIL_ASSIGN(const app::Proposals found,
                   app::proposalsFor(scan->info(), picture, remembered, context.task));
    for (const auto& [region, reason] : found.regions) {
        const auto* const why = reason == app::ProposalReason::kText     ? "text"
                                : reason == app::ProposalReason::kDevice ? "remembered for the device"
                                                                         : "around the image";
        context.terminal.result(optionFor(region) + "  " + why,
                                {{"file", options.file}, {"region", optionFor(region)}, {"reason", why}});
    }
    if (found.regions.empty())
        context.terminal.result("No region to cover was found.", {{"file", options.file}, {"regions", 0}});
    if (found.noText)
        return fail(*found.noText);
    context.terminal.hint("Look at the whole image yourself: such a search overlooks some text.");
    return {};
}

void show(Context& context, const std::string& file, const app::SealedOriginal& original, const char* what) {
    context.terminal.result(visible(file) + ": " + what + " " + visible(original.name) + ", sealed by " +
                                visible(original.sender) + ", SHA-256 " + original.sha256,
                            {{"file", file},
                             {"name", original.name},
                             {"sender", original.sender},
                             {"size", original.size},
                             {"sha256", original.sha256}});
}

/// What a person says to a header of another patient: nothing unless their word names the original's.
base::Result<std::optional<app::HeaderConflict>> confirmedConflict(Context& context, app::Session& session,
                                                                   const std::string& file,
                                                                   const std::string& word) {
    MEDVEIL_ASSIGN(const auto conflict, app::SealedImages(session).conflictIn(file, context.task));
    if (!conflict)
        return std::optional<app::HeaderConflict>();
    const auto& [outside, outsideBirth, inside, insideBirth, digest] = *conflict;
    const auto wanted = !inside.id.empty() && inside.id != outside.id ? inside.id : inside.name;
    if (!word.empty() && (word == inside.id || word == inside.name) &&
        (word == wanted || inside.id != outside.id))
        return conflict;
    context.terminal.hint("The header around the original names " +
                          shownPatient(outside.name, outside.id, outside.authority, outsideBirth) +
                          ", the original " +
                          shownPatient(inside.name, inside.id, inside.authority, insideBirth) +
                          ". To have it as that patient's: --confirm-patient \"" + wanted + "\".");
    return fail(ErrorCode::kPatientMismatch);
}

base::Result<void> open(Context& context, const std::string& file, const std::string& out,
                        const std::string& word) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto confirmed, confirmedConflict(context, *session, file, word));
    MEDVEIL_ASSIGN(const auto original, app::SealedImages(*session).open(file, out, confirmed, context.task));
    show(context, out, original, "the original");
    return {};
}

base::Result<void> seal(Context& context, const std::string& file, const std::vector<std::string>& people,
                        const std::string& out) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::SealFor readers, sealFor(*session, people));
    MEDVEIL_ASSIGN(const auto original, app::SealedImages(*session).seal(file, readers, out, context.task));
    show(context, out, original, "holds");
    return {};
}

struct SealOptions {
    std::string file;
    std::string out;
    std::vector<std::string> people;
    std::string confirm;
};

}  // namespace

void addMaskCommands(Commands& commands, CLI::App& scan) {
    {
        auto o = std::make_shared<MaskOptions>();
        auto* command = commands.add(scan, "mask", "Write a copy of an image with regions covered",
                                     [o](Context& c) { return mask(c, *o); });
        command->add_option("file", o->file)->required()->type_name("FILE");
        command->add_option("--out", o->out, "The copy")
            ->required()
            ->type_name("FILE")
            ->check(notStandardOutput());
        command->add_option("--rect", o->rectangles, "A rectangle, in pixels; may be repeated")
            ->type_name("X,Y,W,H");
        command->add_option("--ellipse", o->ellipses, "An ellipse in this rectangle; may be repeated")
            ->type_name("X,Y,W,H");
        command->add_option("--polygon", o->polygons, "Corners of a polygon; may be repeated")
            ->type_name("X,Y,X,Y,...");
        command->add_option("--frames", o->frames, "One frame or a range, from 1 (default: all)")
            ->type_name("A-B");
        command
            ->add_option("--mosaic", o->mosaic, "Blocks of random brightness of this side instead of black")
            ->check(CLI::Range(1, 256))
            ->type_name("PIXELS");
        command->add_flag("--device", o->device, "Also the regions that are remembered for its device");
        command->add_flag("--remember", o->remember,
                          "Propose these regions for the next images of this device");
        command->add_option("--for", o->people,
                            "Somebody who can have the original back, by name or id; may be repeated");
    }
    {
        auto o = std::make_shared<ProposeOptions>();
        auto* command =
            commands.add(scan, "propose", "Regions that may have to be covered, as mask takes them",
                         [o](Context& c) { return propose(c, *o); });
        command->add_option("file", o->file)->required()->type_name("FILE");
        command->add_option("--frame", o->frame, "Look at this frame, from 1")->type_name("N");
        command->add_flag("--device", o->device, "With the regions that are remembered for its device");
    }
    for (const auto& [name, summary] :
         {std::pair("restore", "Write the original that a masked image holds for you"),
          std::pair("open", "Write the image that is sealed for you")}) {
        auto o = std::make_shared<SealOptions>();
        auto* command = commands.add(scan, name, summary,
                                     [o](Context& c) { return open(c, o->file, o->out, o->confirm); });
        command->add_option("file", o->file)->required()->type_name("FILE");
        command->add_option("--out", o->out, "Where to write it")
            ->required()
            ->type_name("FILE")
            ->check(notStandardOutput());
        command
            ->add_option("--confirm-patient", o->confirm,
                         "You looked: the original is this patient's, whatever the header around it says")
            ->type_name("NUMBER|NAME");
    }
    {
        auto o = std::make_shared<SealOptions>();
        auto* command = commands.add(scan, "seal", "Write an image file that opens for named people only",
                                     [o](Context& c) { return seal(c, o->file, o->people, o->out); });
        command->add_option("file", o->file)->required()->type_name("FILE");
        command->add_option("--for", o->people, "Who opens it, by name or id; may be repeated")->required();
        command->add_option("--out", o->out, "NAME.png shows a pixelated picture; any other name nothing")
            ->required()
            ->type_name("FILE")
            ->check(notStandardOutput());
    }
}

}  // namespace medveil::cli
