#include "app/services/sealed_images.h"

#include <algorithm>

#include <zlib.h>

#include "app/services/cards.h"
#include "app/services/import.h"
#include "app/services/names.h"
#include "app/services/patient_guard.h"
#include "app/services/png_file.h"
#include "app/services/scans.h"
#include "core/base/big_endian.h"
#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/new_file.h"
#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/format/blob_header.h"
#include "core/format/text_rules.h"
#include "core/imaging/client/image_file.h"
#include "core/imaging/model/mark.h"
#include "core/message/seal.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kLargestFile = 1024ULL * 1024 * 1024;
constexpr std::uint32_t kLargestPart = 0x7fffffff;  ///< of PNG's chunks; DICOM allows more

/// PNG 1.2, 3.2: length, name, bytes, checksum.
base::Bytes chunk(base::ByteView content) {
    base::Bytes out;
    const auto name = base::asBytes(std::string_view(imaging::kSealedChunk));
    base::appendBigEndian(out, static_cast<std::uint32_t>(content.size()));
    out.insert(out.end(), name.begin(), name.end());
    out.insert(out.end(), content.begin(), content.end());
    auto checksum = crc32(0, name.data(), static_cast<uInt>(name.size()));
    checksum = crc32(checksum, content.data(), static_cast<uInt>(content.size()));
    base::appendBigEndian(out, static_cast<std::uint32_t>(checksum));
    return out;
}

/// PS3.5, 7.1.2: explicit VR, little endian.
base::Bytes element(base::ByteView content) {
    base::ByteWriter out;
    const bool odd = content.size() % 2 != 0;
    out.integer(std::uint16_t{0x7fdd}).integer(std::uint16_t{0x1002}).raw(base::asBytes("OB"));
    out.integer(std::uint16_t{0}).integer(static_cast<std::uint32_t>(content.size() + odd)).raw(content);
    if (odd)
        out.integer(std::uint8_t{0});
    return out.take();
}

/// With its length in front: DICOM pads values to an even one.
base::Bytes framed(base::ByteView sealed) {
    base::ByteWriter out;
    out.integer(std::uint64_t{sealed.size()}).raw(sealed);
    return out.take();
}

base::Result<base::ByteView> unframed(base::ByteView part) {
    base::ByteReader in(part);
    MEDVEIL_ASSIGN(const std::uint64_t size, in.integer<std::uint64_t>());
    if (size > in.remaining() || in.remaining() - size > 1)
        return fail(ErrorCode::kMalformed, "sealed part");
    return in.take(static_cast<std::size_t>(size));
}

bool isPng(base::ByteView file) {
    return file.size() > kPngSignature.size() &&
           std::ranges::equal(file.first(kPngSignature.size()), kPngSignature);
}

/// Puts the sealed original into the masked image.
base::Result<base::Bytes> withSealedPart(const imaging::Masked& masked, base::ByteView sealed) {
    constexpr std::size_t kMost = kLargestPart - 64;
    if (sealed.size() > kMost)
        return fail(ErrorCode::kTooLarge, "sealed image");
    const auto content = framed(sealed);
    const auto part = isPng(masked.file) ? chunk(content) : element(content);
    base::Bytes file;
    file.reserve(masked.file.size() + part.size());
    const auto at = masked.file.begin() + static_cast<std::ptrdiff_t>(masked.sealAt);
    file.insert(file.end(), masked.file.begin(), at);
    file.insert(file.end(), part.begin(), part.end());
    file.insert(file.end(), at, masked.file.end());
    return file;
}

/// Writes the copy, and looks at what was written as everybody else will.
base::Result<void> writeChecked(const imaging::Masked& masked, base::ByteView file, base::ByteView sealed,
                                const base::Path& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto found, imaging::ImageFile::sealedPart(file, task));
    bool same = found.pixels == masked.pixels && found.sealed.empty() == sealed.empty();
    if (same && !sealed.empty()) {
        MEDVEIL_ASSIGN(const base::ByteView inside, unframed(found.sealed));
        same = std::ranges::equal(inside, sealed);
    }
    if (!same)
        return fail(ErrorCode::kInternal, "the masked copy reads differently");
    return base::writeNewFile(base::systemFileSystem(), out, file);
}

std::string hexDigest(const crypto::Digest& digest) {
    return base::toHex(digest.view());
}

base::Result<crypto::Digest> digestOf(base::FileSystem& files, const base::Path& file,
                                      base::TaskContext& task) {
    struct Hashing final : base::ByteSink {
        base::Result<void> write(base::ByteView bytes) override {
            hash.update(bytes);
            return {};
        }
        crypto::Sha256 hash;
    } hashing;
    MEDVEIL_ASSIGN(const auto source, files.openForReading(file));
    MEDVEIL_ASSIGN(const std::uint64_t size, source->size());
    MEDVEIL_TRY(base::copyStream(*source, hashing, size, base::Stage::kReading, task));
    return hashing.hash.finish();
}

class Sealing {
  public:
    Sealing(SessionState& state, const SealFor& people, const base::Path& file, base::TaskContext& task)
        : m_state(state), m_people(people), m_file(file), m_task(task) {}

    base::Result<void> prepare() {
        MEDVEIL_ASSIGN(m_cards, recipientCards(m_state, m_people.people));
        // Whom this person seals for, this person has accepted.
        for (const auto& card : m_cards)
            MEDVEIL_TRY(acceptInside(m_state, card.person));
        m_cards.push_back(m_state.identity.card.card);
        MEDVEIL_ASSIGN(m_digest, digestOf(m_state.files, m_file, m_task));
        MEDVEIL_ASSIGN(const base::FileInfo info, m_state.files.info(m_file));
        m_size = info.size;
        return {};
    }

    base::Result<void> to(base::ByteSink& out, const crypto::Digest& visible) {
        message::Draft draft;
        draft.type = format::ContentType::kImage;
        draft.body = format::encodeImageBody({visible, m_digest});
        const auto name = format::safeFileName(m_file.filename().string());
        draft.attachments.push_back({{name, "application/octet-stream", m_size},
                                     [this]() -> base::Result<std::unique_ptr<base::ByteSource>> {
                                         MEDVEIL_ASSIGN(auto opened, m_state.files.openForReading(m_file));
                                         return std::unique_ptr<base::ByteSource>(std::move(opened));
                                     }});
        message::SealOptions options;
        options.suite = static_cast<format::Suite>(m_people.suite);
        options.message = crypto::randomValue<format::MessageId>();
        MEDVEIL_ASSIGN(options.sequence, nextSequence(m_state));
        options.created = m_state.clock.now();
        MEDVEIL_TRY(message::seal(m_state.identity, m_cards, draft, options, message::KeyTransport::kStanzas,
                                  out, m_task));
        return {};
    }

    SealedOriginal report() const {
        return {m_file.filename().string(), m_state.identity.card.card.name, m_size, hexDigest(m_digest)};
    }

  private:
    SessionState& m_state;
    const SealFor& m_people;
    const base::Path& m_file;
    base::TaskContext& m_task;
    std::vector<format::Card> m_cards;
    crypto::Digest m_digest;
    std::uint64_t m_size = 0;
};

/// The one file of a sealed image, on its way to `out`, which nobody uses before everything was checked.
class OneFile final : public message::Quarantine {
  public:
    explicit OneFile(base::ByteSink& out) : m_out(out) {}
    base::Result<void> begin(std::size_t index, const format::AttachmentEntry& entry) override {
        if (index != 0)
            return fail(ErrorCode::kMalformed, "sealed image of several files");
        m_entry = entry;
        return {};
    }
    base::Result<void> write(base::ByteView bytes) override {
        m_hash.update(bytes);
        return m_out.write(bytes);
    }
    const format::AttachmentEntry& entry() const { return m_entry; }
    crypto::Digest digest() { return m_hash.finish(); }

  private:
    base::ByteSink& m_out;
    format::AttachmentEntry m_entry;
    crypto::Sha256 m_hash;
};

base::Result<SealedOriginal> unseal(SessionState& state, base::ByteSource& sealed, std::uint64_t size,
                                    const crypto::Digest& visible, base::ByteSink& out,
                                    base::TaskContext& task) {
    OneFile file(out);
    MEDVEIL_ASSIGN(const message::OpenedMessage opened,
                   message::open(sealed, size, state.identity, nullptr, senderLookup(state), file, task));
    if (opened.manifest.type != format::ContentType::kImage || opened.manifest.attachments.size() != 1)
        return fail(ErrorCode::kNothingFound, "a sealed message, which is opened from the Inbox");
    MEDVEIL_ASSIGN(const format::ImageBody body, format::decodeImageBody(opened.body));
    if (body.original != file.digest())
        return fail(ErrorCode::kAuthenticationFailed, "sealed image");
    // The original of another image must not be taken for this one's.
    if (body.visible != visible)
        return fail(ErrorCode::kCoverDamaged, "the image around the sealed original was changed");
    SealedOriginal original;
    original.name = file.entry().name;
    original.size = file.entry().size;
    original.sha256 = hexDigest(body.original);
    original.sender = state.identity.card.card.name;
    if (opened.manifest.sender != state.identity.person()) {
        MEDVEIL_ASSIGN(const auto sender, readableContact(state, opened.manifest.sender));
        original.sender =
            sender ? shownName(state, opened.manifest.sender, sender->card.card.name) : std::string();
    }
    return original;
}

bool isDicom(base::ByteView file) {
    constexpr std::size_t kMarkAt = 128;
    return file.size() >= kMarkAt + 4 && base::asText(file.subspan(kMarkAt, 4)) == "DICM";
}

/// The one patient of a DICOM file; nobody's where it cannot be told.
base::Result<records::Subject> subjectOf(base::ByteView file, base::TaskContext& task) {
    auto subjects = imaging::ImageFile::subjects(file, task);
    if (!subjects && subjects.error().code == ErrorCode::kCancelled)
        return fail(subjects.error());
    return subjects && !subjects->empty() ? std::move(subjects->front()) : records::Subject();
}

Patient patientOf(const records::Subject& subject) {
    const auto other = otherPatientOf({}, subject);
    return {!other.id.empty() || !other.name.empty(), other.id, other.name, other.authority};
}

/// The pixels around an original are proven to be its own; the header around them is anybody's. Only DICOM
/// has one, and a header that names nobody says nothing against the original.
base::Result<std::optional<HeaderConflict>> compareHeaders(base::ByteView image, base::ByteView original,
                                                           base::TaskContext& task) {
    if (!isDicom(image))
        return std::optional<HeaderConflict>();
    MEDVEIL_ASSIGN(const records::Subject outside, subjectOf(image, task));
    MEDVEIL_ASSIGN(const records::Subject inside, subjectOf(original, task));
    if (patientOf(outside).present == patientOf(inside).present && records::sameSubject(outside, inside))
        return std::optional<HeaderConflict>();
    if (!patientOf(outside).present)
        return std::optional<HeaderConflict>();
    return std::optional(HeaderConflict{patientOf(outside), outside.birthDate, patientOf(inside),
                                        inside.birthDate, hexDigest(crypto::sha256(image))});
}

struct Unsealed {
    SealedOriginal report;
    std::optional<HeaderConflict> conflict;
};

/// From a sealed file, or from inside an image. With a conflict nothing is written unless it was confirmed.
base::Result<Unsealed> unsealFile(SessionState& state, const base::Path& file,
                                  const std::optional<HeaderConflict>& confirmed, base::ByteSink& out,
                                  base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto source, state.files.openForReading(file));
    MEDVEIL_ASSIGN(const std::uint64_t size, source->size());
    base::Bytes front(format::kBlobMagic.size());
    MEDVEIL_ASSIGN(const std::size_t count, source->read(front));
    if (base::asText(base::ByteView(front).first(count)) == format::kBlobMagic) {
        MEDVEIL_TRY(source->seek(0));
        MEDVEIL_ASSIGN(SealedOriginal report, unseal(state, *source, size, {}, out, task));
        return Unsealed{std::move(report), std::nullopt};
    }
    MEDVEIL_ASSIGN(const base::Bytes image, base::readWholeFile(state.files, file, kLargestFile));
    MEDVEIL_ASSIGN(const imaging::SealedPart part, imaging::ImageFile::sealedPart(image, task));
    if (part.sealed.empty())
        return fail(ErrorCode::kNothingFound, "its regions are covered for good");
    MEDVEIL_ASSIGN(const base::ByteView inside, unframed(part.sealed));
    base::MemorySource sealed(inside);
    base::Bytes content;
    base::MemorySink sink(content, kLargestFile);
    Unsealed found;
    MEDVEIL_ASSIGN(found.report, unseal(state, sealed, inside.size(), part.pixels, sink, task));
    MEDVEIL_ASSIGN(found.conflict, compareHeaders(image, content, task));
    if (found.conflict && found.conflict != confirmed)
        return found;
    MEDVEIL_TRY(out.write(content));
    return found;
}

/// The same for whoever wants the original: a conflict that nobody confirmed is an error.
base::Result<SealedOriginal> unsealConfirmed(SessionState& state, const base::Path& file,
                                             const std::optional<HeaderConflict>& confirmed,
                                             base::ByteSink& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(Unsealed found, unsealFile(state, file, confirmed, out, task));
    if (found.conflict && found.conflict != confirmed)
        return fail(ErrorCode::kPatientMismatch, "the header around the original is another patient's");
    auto note = found.report.name;
    if (found.conflict)
        note += ": of " + found.conflict->inside.id + ", under the header of " + found.conflict->outside.id;
    constexpr std::size_t kLongestNote = 900;
    if (note.size() > kLongestNote)
        note = found.report.name;
    MEDVEIL_TRY(state.record(access::Action::kRestored, {}, note));
    return std::move(found.report);
}

/// A picture of the original's shape that shows nothing of it, to put the sealed original into.
base::Result<imaging::Masked> pixelatedPicture(const imaging::ImageInfo& info, base::TaskContext& task) {
    static constexpr std::uint32_t kSide = 384;
    static constexpr std::uint32_t kBlock = 16;
    const auto longer = std::max(info.columns, info.rows);
    const auto scaled = [longer](std::uint32_t side) {
        return std::max(kBlock, static_cast<std::uint32_t>(std::uint64_t{side} * kSide / longer));
    };
    ScanPicture blank;
    blank.width = scaled(info.columns);
    blank.height = scaled(info.rows);
    blank.pixels.resize(std::size_t{blank.width} * blank.height);
    MEDVEIL_ASSIGN(const base::Bytes file, pngOf(blank));
    imaging::MaskPlan plan;
    plan.fill = MaskFill::kMosaic;
    plan.block = kBlock;
    plan.regions.push_back({MaskShape::kRectangle,
                            {{0, 0}, {static_cast<double>(blank.width), static_cast<double>(blank.height)}}});
    return imaging::ImageFile::mask(base::ByteView(file), plan, task);
}

}  // namespace

base::Result<MaskReport> maskScan(const base::Path& file, const MaskPlan& plan, const base::Path& out,
                                  base::TaskContext& task) {
    MEDVEIL_ASSIGN(const imaging::Masked masked, imaging::ImageFile::mask(file, plan, task));
    MEDVEIL_TRY(writeChecked(masked, masked.file, {}, out, task));
    return MaskReport{masked.count, false};
}

base::Result<MaskReport> SealedImages::mask(const base::Path& file, const MaskPlan& plan,
                                            const SealFor& people, const base::Path& out,
                                            base::TaskContext& task) {
    auto& state = m_session.state();
    const auto name = file.filename().string();
    if (people.people.empty()) {
        MEDVEIL_TRY(state.record(access::Action::kMasked, {}, name));
        return maskScan(file, plan, out, task);
    }
    Sealing sealing(state, people, file, task);
    MEDVEIL_TRY(sealing.prepare());
    MEDVEIL_ASSIGN(const imaging::Masked masked, imaging::ImageFile::mask(file, plan, task));
    base::Bytes sealed;
    base::MemorySink sink(sealed, kLargestFile);
    MEDVEIL_TRY(sealing.to(sink, masked.pixels));
    MEDVEIL_ASSIGN(const base::Bytes copy, withSealedPart(masked, sealed));
    MEDVEIL_TRY(state.record(access::Action::kMasked, {}, name));
    MEDVEIL_TRY(writeChecked(masked, copy, sealed, out, task));
    return MaskReport{masked.count, true};
}

base::Result<SealedOriginal> SealedImages::seal(const base::Path& file, const SealFor& people,
                                                const base::Path& out, base::TaskContext& task) {
    auto& state = m_session.state();
    // Also the proof that it is an image: other files travel as messages.
    MEDVEIL_ASSIGN(const auto image, imaging::ImageFile::open(file, task));
    Sealing sealing(state, people, file, task);
    MEDVEIL_TRY(sealing.prepare());
    MEDVEIL_TRY(state.record(access::Action::kSealedImage, {}, file.filename().string()));
    auto ending = out.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
    if (ending == ".png") {
        MEDVEIL_ASSIGN(const imaging::Masked masked, pixelatedPicture(image->info(), task));
        base::Bytes sealed;
        base::MemorySink sink(sealed, kLargestFile);
        MEDVEIL_TRY(sealing.to(sink, masked.pixels));
        MEDVEIL_ASSIGN(const base::Bytes copy, withSealedPart(masked, sealed));
        MEDVEIL_TRY(writeChecked(masked, copy, sealed, out, task));
        return sealing.report();
    }
    base::NewFile written(state.files, out);
    MEDVEIL_TRY(written.begin());
    MEDVEIL_TRY(sealing.to(written, {}));
    MEDVEIL_TRY(written.finish());
    return sealing.report();
}

base::Result<SealedOriginal> SealedImages::open(const base::Path& file, const base::Path& out,
                                                const std::optional<HeaderConflict>& confirmed,
                                                base::TaskContext& task) {
    auto& state = m_session.state();
    base::NewFile written(state.files, out);
    MEDVEIL_TRY(written.begin());
    MEDVEIL_ASSIGN(SealedOriginal original, unsealConfirmed(state, file, confirmed, written, task));
    MEDVEIL_TRY(written.finish());
    return original;
}

base::Result<base::Bytes> SealedImages::original(const base::Path& file,
                                                 const std::optional<HeaderConflict>& confirmed,
                                                 base::TaskContext& task) {
    base::Bytes content;
    base::MemorySink sink(content, kLargestFile);
    MEDVEIL_TRY(unsealConfirmed(m_session.state(), file, confirmed, sink, task));
    return content;
}

base::Result<std::optional<HeaderConflict>> SealedImages::conflictIn(const base::Path& file,
                                                                     base::TaskContext& task) {
    struct Nowhere final : base::ByteSink {
        base::Result<void> write(base::ByteView) override { return {}; }
    } nowhere;
    MEDVEIL_ASSIGN(Unsealed found, unsealFile(m_session.state(), file, std::nullopt, nowhere, task));
    return std::move(found.conflict);
}

}  // namespace medveil::app
