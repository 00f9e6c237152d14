#include "core/imaging/protocol/decoder_protocol.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <type_traits>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/records/fhir_subject.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kLongestText = 65536;
constexpr std::size_t kMostItems = 200'000;

template <class Value, class Of>
concept Either = std::same_as<std::remove_const_t<Value>, Of>;

// Every part of a value in turn, named once for writing (const) and for reading.
template <class Archive, Either<Window> Value>
void visit(Archive& archive, Value& window) {
    archive.value(window.centre);
    archive.value(window.width);
    archive.value(window.name);
    archive.choice(window.shape, WindowShape::kTable);
    archive.value(window.table);
}

template <class Archive, Either<LookupTable> Value>
void visit(Archive& archive, Value& table) {
    archive.value(table.first);
    archive.value(table.bits);
    archive.value(table.entries);
}

template <class Archive, Either<RealWorld> Value>
void visit(Archive& archive, Value& mapping) {
    for (auto* number : {&mapping.first, &mapping.last, &mapping.slope, &mapping.intercept})
        archive.value(*number);
    archive.value(mapping.entries);
    archive.value(mapping.unit);
}

template <class Archive, Either<Padding> Value>
void visit(Archive& archive, Value& padding) {
    archive.value(padding.first);
    archive.value(padding.last);
}

template <class Archive, Either<Greys> Value>
void visit(Archive& archive, Value& greys) {
    archive.value(greys.slope);
    archive.value(greys.intercept);
    archive.value(greys.modality);
    archive.value(greys.unit);
    archive.value(greys.windows);
    archive.value(greys.tables);
    archive.optional(greys.padding);
    archive.value(greys.realWorld);
    archive.value(greys.darkIsHigh);
}

/// Writes values one after the other; Input reads them in the same order.
class Output {
  public:
    void value(const std::string& text) { m_out.lengthPrefixed(base::asBytes(text)); }
    void value(bool flag) { m_out.integer(static_cast<std::uint8_t>(flag)); }
    void value(std::uint16_t number) { m_out.integer(number); }
    void value(std::uint32_t number) { m_out.integer(number); }
    void value(std::int32_t number) { m_out.integer(static_cast<std::uint32_t>(number)); }
    void value(double number) { m_out.integer(std::bit_cast<std::uint64_t>(number)); }
    void value(const std::optional<double>& number) {
        value(number.has_value());
        value(number.value_or(0));
    }
    void value(const Window& window) { visit(*this, window); }
    void value(const LookupTable& table) { visit(*this, table); }
    void value(const RealWorld& mapping) { visit(*this, mapping); }
    void value(const Greys& greys) { visit(*this, greys); }
    template <class Value>
    void optional(const std::optional<Value>& item) {
        value(item.has_value());
        if (item)
            visit(*this, *item);
    }
    void value(const Element& element) {
        value(element.depth);
        for (const auto* text : {&element.tag, &element.vr, &element.name, &element.value})
            value(*text);
    }
    void value(const base::Bytes& bytes) { m_out.lengthPrefixed(bytes); }
    void value(const DeidentifyAction& action) {
        for (const auto* text : {&action.tag, &action.name, &action.action})
            value(*text);
    }
    void value(const Region& region) {
        for (const auto edge : {region.left, region.top, region.right, region.bottom})
            value(edge);
    }
    void value(std::uint64_t number) { m_out.integer(number); }
    void value(const crypto::Digest& digest) { m_out.raw(digest.view()); }
    void value(const records::PatientId& id) {
        value(id.authority);
        value(id.value);
    }
    void value(const records::Subject& subject) {
        value(subject.ids);
        value(subject.names);
        value(subject.birthDate);
        value(subject.studyUid);
    }
    void value(const MaskPoint& point) {
        value(point.x);
        value(point.y);
    }
    void value(const MaskRegion& region) {
        choice(region.shape, MaskShape::kBrush);
        value(region.points);
        value(region.radius);
        value(region.firstFrame);
        value(region.lastFrame);
    }
    template <class Item>
    void value(const std::vector<Item>& items) {
        m_out.integer(static_cast<std::uint32_t>(items.size()));
        for (const auto& item : items)
            value(item);
    }
    template <class Enum>
    void choice(Enum chosen, Enum) {
        m_out.integer(static_cast<std::uint8_t>(chosen));
    }
    base::Bytes take() { return m_out.take(); }

  private:
    base::ByteWriter m_out;
};

/// The first thing that is wrong stops it: what follows stays as it is.
class Input {
  public:
    explicit Input(base::ByteView bytes) : m_in(bytes) {}

    void value(std::string& text) {
        keep(m_in.lengthPrefixed(kLongestText), [&](base::ByteView bytes) { text = base::asText(bytes); });
    }
    void value(bool& flag) {
        keep(m_in.integer<std::uint8_t>(), [&](std::uint8_t read) { flag = read != 0; });
    }
    void value(std::uint16_t& number) {
        keep(m_in.integer<std::uint16_t>(), [&](std::uint16_t read) { number = read; });
    }
    void value(std::uint32_t& number) {
        keep(m_in.integer<std::uint32_t>(), [&](std::uint32_t read) { number = read; });
    }
    void value(std::int32_t& number) {
        keep(m_in.integer<std::uint32_t>(),
             [&](std::uint32_t read) { number = static_cast<std::int32_t>(read); });
    }
    void value(double& number) {
        keep(m_in.integer<std::uint64_t>(),
             [&](std::uint64_t read) { number = std::bit_cast<double>(read); });
    }
    void value(std::optional<double>& number) {
        bool there = false;
        double read = 0;
        value(there);
        value(read);
        number = there ? std::optional(read) : std::nullopt;
    }
    void value(Window& window) { visit(*this, window); }
    void value(LookupTable& table) { visit(*this, table); }
    void value(RealWorld& mapping) { visit(*this, mapping); }
    void value(Greys& greys) { visit(*this, greys); }
    template <class Value>
    void optional(std::optional<Value>& item) {
        bool there = false;
        value(there);
        if (there)
            visit(*this, item.emplace());
    }
    void value(Element& element) {
        value(element.depth);
        for (auto* text : {&element.tag, &element.vr, &element.name, &element.value})
            value(*text);
    }
    void value(base::Bytes& bytes) {
        keep(m_in.lengthPrefixed(kLargestAnswer),
             [&](base::ByteView read) { bytes.assign(read.begin(), read.end()); });
    }
    void value(DeidentifyAction& action) {
        for (auto* text : {&action.tag, &action.name, &action.action})
            value(*text);
    }
    void value(Region& region) {
        for (auto* edge : {&region.left, &region.top, &region.right, &region.bottom})
            value(*edge);
    }
    void value(std::uint64_t& number) {
        keep(m_in.integer<std::uint64_t>(), [&](std::uint64_t read) { number = read; });
    }
    void value(crypto::Digest& digest) {
        keep(m_in.take(digest.bytes.size()),
             [&](base::ByteView read) { std::ranges::copy(read, digest.bytes.begin()); });
    }
    void value(records::PatientId& id) {
        value(id.authority);
        value(id.value);
    }
    void value(records::Subject& subject) {
        value(subject.ids);
        value(subject.names);
        value(subject.birthDate);
        value(subject.studyUid);
    }
    void value(MaskPoint& point) {
        value(point.x);
        value(point.y);
    }
    void value(MaskRegion& region) {
        choice(region.shape, MaskShape::kBrush);
        value(region.points);
        value(region.radius);
        value(region.firstFrame);
        value(region.lastFrame);
    }
    template <class Item>
    void value(std::vector<Item>& items) {
        std::uint32_t count = 0;
        value(count);
        if (count > kMostItems)
            m_good = false;
        for (std::uint32_t i = 0; i < count && m_good; ++i)
            value(items.emplace_back());
    }
    template <class Enum>
    void choice(Enum& chosen, Enum last) {
        keep(m_in.integer<std::uint8_t>(), [&](std::uint8_t read) {
            if (read > static_cast<std::uint8_t>(last))
                m_good = false;
            else
                chosen = static_cast<Enum>(read);
        });
    }
    bool complete() const { return m_good && m_in.atEnd(); }

  private:
    template <class Value, class Use>
    void keep(base::Result<Value> read, Use use) {
        if (!read)
            m_good = false;
        else if (m_good)
            use(*read);
    }

    base::ByteReader m_in;
    bool m_good = true;
};

template <class Archive, Either<ImageInfo> Info>
void visit(Archive& archive, Info& info) {
    archive.choice(info.kind, ImageKind::kTiff);
    archive.choice(info.type, SampleType::kF64);
    archive.choice(info.colours, Colours::kYbr);
    for (auto* number : {&info.columns, &info.rows, &info.frames, &info.channels, &info.bits})
        archive.value(*number);
    for (auto* flag :
         {&info.lossy, &info.deidentified, &info.marked, &info.masked, &info.sealedInside, &info.burnedIn})
        archive.value(*flag);
    archive.value(info.greys);
    archive.value(info.rowSpacing);
    archive.value(info.columnSpacing);
    archive.value(info.pixelHeight);
    archive.value(info.palette);
    for (auto* text :
         {&info.syntax, &info.objectClass, &info.modality, &info.patientName, &info.patientId,
          &info.patientIssuer, &info.birthDate, &info.studyUid, &info.seriesUid, &info.instanceUid,
          &info.studyDate, &info.studyDescription, &info.seriesDescription, &info.manufacturer, &info.model})
        archive.value(*text);
    for (auto* number : {&info.paletteFirst, &info.seriesNumber, &info.instanceNumber})
        archive.value(*number);
    archive.value(info.position);
    archive.value(info.orientation);
    archive.value(info.regions);
}

template <class Archive, Either<DeidentifyPlan> Plan>
void visit(Archive& archive, Plan& plan) {
    archive.value(plan.options);
    archive.value(plan.key);
    archive.value(plan.pixelsChecked);
}

template <class Archive, Either<Deidentified> Result>
void visit(Archive& archive, Result& result) {
    archive.value(result.actions);
    archive.value(result.warnings);
    archive.value(result.file);
}

template <class Archive, Either<MaskPlan> Plan>
void visit(Archive& archive, Plan& plan) {
    archive.choice(plan.fill, MaskFill::kMosaic);
    archive.value(plan.block);
    archive.value(plan.regions);
}

template <class Archive, Either<Masked> Result>
void visit(Archive& archive, Result& result) {
    archive.value(result.pixels);
    archive.value(result.sealAt);
    archive.value(result.count);
    archive.value(result.file);
}

template <class Archive, Either<SealedPart> Part>
void visit(Archive& archive, Part& part) {
    archive.value(part.pixels);
    archive.value(part.sealed);
}

std::unexpected<base::Error> malformed() {
    return fail(ErrorCode::kMalformed, "answer of the decoder");
}

template <class Value>
base::Bytes encoded(const Value& value) {
    Output out;
    visit(out, value);
    return out.take();
}

template <class Value>
base::Result<Value> decoded(base::ByteView bytes) {
    Input in(bytes);
    Value value;
    visit(in, value);
    if (!in.complete())
        return malformed();
    return value;
}

}  // namespace

base::Bytes encodeInfo(const ImageInfo& info) {
    return encoded(info);
}

namespace {
/// So that shadeOf() and its kin can rely on it.
bool isSensible(const Greys& greys) {
    const auto isTable = [](const LookupTable& table) {
        return !table.empty() && table.bits >= 1 && table.bits <= 16;
    };
    const bool sensiblePadding =
        !greys.padding || (std::isfinite(greys.padding->first) && std::isfinite(greys.padding->last));
    return std::isfinite(greys.slope) && std::isfinite(greys.intercept) && sensiblePadding &&
           (greys.modality.empty() || isTable(greys.modality)) &&
           std::ranges::all_of(greys.tables, isTable) &&
           std::ranges::all_of(greys.windows, [&greys](const Window& window) {
               return window.width > 0 && std::isfinite(window.width) && std::isfinite(window.centre) &&
                      (window.shape != WindowShape::kTable || window.table < greys.tables.size());
           });
}
}  // namespace

base::Result<ImageInfo> decodeInfo(base::ByteView bytes) {
    MEDVEIL_ASSIGN(ImageInfo info, decoded<ImageInfo>(bytes));
    const bool sensible =
        info.columns > 0 && info.rows > 0 && info.frames > 0 && (info.channels == 1 || info.channels == 3) &&
        info.bits >= 1 && info.bits <= 64 && (info.position.empty() || info.position.size() == 3) &&
        (info.orientation.empty() || info.orientation.size() == 6) && info.palette.size() % 3 == 0 &&
        info.pixelHeight > 0 && std::isfinite(info.pixelHeight) && isSensible(info.greys);
    if (!sensible)
        return malformed();
    return info;
}

base::Bytes encodeElements(const std::vector<Element>& elements) {
    Output out;
    out.value(elements);
    return out.take();
}

base::Result<std::vector<Element>> decodeElements(base::ByteView bytes) {
    Input in(bytes);
    std::vector<Element> elements;
    in.value(elements);
    if (!in.complete())
        return malformed();
    return elements;
}

base::Bytes encodePlan(const DeidentifyPlan& plan) {
    return encoded(plan);
}

base::Result<DeidentifyPlan> decodePlan(base::ByteView bytes) {
    return decoded<DeidentifyPlan>(bytes);
}

base::Bytes encodeDeidentified(const Deidentified& result) {
    return encoded(result);
}

base::Result<Deidentified> decodeDeidentified(base::ByteView bytes) {
    MEDVEIL_ASSIGN(Deidentified result, decoded<Deidentified>(bytes));
    if (result.file.empty())
        return malformed();
    return result;
}

base::Bytes encodeMaskPlan(const MaskPlan& plan) {
    return encoded(plan);
}

base::Result<MaskPlan> decodeMaskPlan(base::ByteView bytes) {
    MEDVEIL_ASSIGN(MaskPlan plan, decoded<MaskPlan>(bytes));
    MEDVEIL_TRY(checkPlan(plan));
    return plan;
}

base::Bytes encodeMasked(const Masked& result) {
    return encoded(result);
}

base::Result<Masked> decodeMasked(base::ByteView bytes) {
    MEDVEIL_ASSIGN(Masked result, decoded<Masked>(bytes));
    if (result.file.empty() || result.sealAt > result.file.size())
        return malformed();
    return result;
}

base::Bytes encodeSubjects(const std::vector<records::Subject>& subjects) {
    Output out;
    out.value(subjects);
    return out.take();
}

base::Result<std::vector<records::Subject>> decodeSubjects(base::ByteView bytes) {
    Input in(bytes);
    std::vector<records::Subject> subjects;
    in.value(subjects);
    if (!in.complete() || subjects.size() > records::kMostSubjects)
        return malformed();
    return subjects;
}

base::Bytes encodeSealedPart(const SealedPart& part) {
    return encoded(part);
}

base::Result<SealedPart> decodeSealedPart(base::ByteView bytes) {
    return decoded<SealedPart>(bytes);
}

base::Bytes encodeRawPixels(const RawPixels& raw) {
    Output out;
    for (const auto place : {raw.groupAt, raw.pixelsAt, raw.size})
        out.value(static_cast<std::uint32_t>(place));
    for (const auto number :
         {raw.columns, raw.rows, raw.frames, raw.samples, raw.bitsAllocated, raw.bitsStored})
        out.value(number);
    for (const auto flag : {raw.withSign, raw.explicitVr, raw.bigEndian, raw.hasGroupBefore})
        out.value(flag);
    return out.take();
}

base::Result<RawPixels> decodeRawPixels(base::ByteView bytes, std::uint64_t fileSize) {
    Input in(bytes);
    RawPixels raw;
    for (auto* place : {&raw.groupAt, &raw.pixelsAt, &raw.size}) {
        std::uint32_t number = 0;
        in.value(number);
        *place = number;
    }
    for (auto* number :
         {&raw.columns, &raw.rows, &raw.frames, &raw.samples, &raw.bitsAllocated, &raw.bitsStored})
        in.value(*number);
    for (auto* flag : {&raw.withSign, &raw.explicitVr, &raw.bigEndian, &raw.hasGroupBefore})
        in.value(*flag);
    const bool depth = (raw.bitsAllocated == 8 || raw.bitsAllocated == 16) && raw.bitsStored >= 1 &&
                       raw.bitsStored <= raw.bitsAllocated && (raw.samples == 1 || raw.samples == 3);
    const auto pixels = std::uint64_t{raw.columns} * raw.rows;
    const bool size =
        pixels > 0 && pixels < kLargestAnswer && raw.frames > 0 && raw.frames < kLargestAnswer / pixels + 1;
    if (!in.complete() || !depth || !size || raw.groupAt > raw.pixelsAt || raw.pixelsAt > fileSize ||
        raw.size > fileSize - raw.pixelsAt ||
        pixels * raw.frames * raw.samples * (raw.bitsAllocated / 8) > raw.size)
        return malformed();
    return raw;
}

base::Bytes encodeFrameHead(const Frame& frame) {
    Output out;
    for (const auto number : {frame.columns, frame.rows, frame.channels})
        out.value(number);
    out.choice(frame.type, SampleType::kF64);
    out.choice(frame.colours, Colours::kYbr);
    return out.take();
}

base::Bytes encodeFrame(const Frame& frame) {
    Output out;
    out.optional(frame.greys);
    out.value(frame.overlay);
    std::vector<std::uint16_t> cautions;
    for (const auto each : frame.cautions)
        cautions.push_back(static_cast<std::uint16_t>(each));
    out.value(cautions);
    const auto extras = out.take();
    base::ByteWriter all;
    all.raw(encodeFrameHead(frame));
    all.lengthPrefixed(extras);
    return all.take();
}

namespace {

base::Result<void> decodeExtras(base::ByteView bytes, Frame& frame) {
    Input in(bytes);
    in.optional(frame.greys);
    in.value(frame.overlay);
    std::vector<std::uint16_t> cautions;
    in.value(cautions);
    const auto pixels = std::uint64_t{frame.columns} * frame.rows;
    if (!in.complete() || (!frame.overlay.empty() && frame.overlay.size() != pixels) ||
        (frame.greys && !isSensible(*frame.greys)))
        return malformed();
    for (const auto each : cautions) {
        if (each > static_cast<std::uint16_t>(Caution::kCutShort))
            return malformed();
        frame.cautions.push_back(static_cast<Caution>(each));
    }
    return {};
}

}  // namespace

base::Result<Frame> decodeFrame(base::Bytes bytes) {
    if (bytes.size() < kFrameHeadBytes)
        return malformed();
    Input in(base::ByteView(bytes).first(kFrameHeadBytes));
    Frame frame;
    for (auto* number : {&frame.columns, &frame.rows, &frame.channels})
        in.value(*number);
    in.choice(frame.type, SampleType::kF64);
    in.choice(frame.colours, Colours::kYbr);
    base::ByteReader rest(base::ByteView(bytes).subspan(kFrameHeadBytes));
    const auto extras = rest.lengthPrefixed(kLargestAnswer);
    const auto pixels = std::uint64_t{frame.columns} * frame.rows;
    if (!in.complete() || !extras || (frame.channels != 1 && frame.channels != 3) ||
        pixels > kLargestAnswer || pixels * frame.channels * bytesOf(frame.type) != rest.remaining())
        return malformed();
    MEDVEIL_TRY(decodeExtras(*extras, frame));
    bytes.erase(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(rest.remaining()));
    frame.samples = std::move(bytes);
    return frame;
}

base::Result<Frame> decodePreview(base::Bytes bytes, PreviewBox box) {
    MEDVEIL_ASSIGN(Frame frame, decodeFrame(std::move(bytes)));
    if (frame.channels != 3 || frame.type != SampleType::kU8 || frame.columns == 0 || frame.rows == 0 ||
        frame.columns > box.width || frame.rows > box.height)
        return malformed();
    return frame;
}

}  // namespace medveil::imaging
