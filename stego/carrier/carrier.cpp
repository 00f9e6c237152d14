#include "stego/carrier/carrier.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/imaging/client/helper_process.h"
#include "stego/carrier/carrier_protocol.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;
using imaging::HelperProcess;
using imaging::Question;

namespace {

constexpr std::uint64_t kLargestHead = 64ULL * 1024 * 1024;  ///< a JPEG's, with a number for each block
constexpr std::uint64_t kLargestDigest = 64;

/// A large file takes its time: at a quarter of what a slow core decodes.
imaging::Patience patienceFor(std::uint64_t bytes, std::uint64_t mostAnswered) {
    constexpr std::int64_t kAlways = 60'000;
    constexpr std::uint64_t kBytesAMillisecond = 4'000;
    return {mostAnswered, kAlways + static_cast<std::int64_t>(bytes / kBytesAMillisecond)};
}

/// A file that the helper has open: here are its samples, there everything else of it.
template <class Kind>
class RemoteCarrier final : public Kind {
  public:
    RemoteCarrier(std::unique_ptr<HelperProcess> helper, const CarrierHead& head)
        : m_helper(std::move(helper)), m_markable(head.markable), m_marked(head.marked) {
        this->m_info = head.info;
        this->m_samples = Samples(head.width);
        this->m_samples.resize(static_cast<std::size_t>(head.samples));
    }
    void setComponents(std::vector<JpegComponent> components) { this->m_components = std::move(components); }

    base::Result<void> receive(base::TaskContext& task) {
        auto& samples = this->m_samples;
        MEDVEIL_TRY(m_helper->askInto(samples.raw(), Question::kSamples, 0, task,
                                      patienceFor(samples.raw().size(), samples.raw().size())));
        return checkSamples(this->m_info, samples);
    }

    base::Result<void> write(base::ByteSink& out) const override {
        base::NullTaskContext task;
        const auto raw = this->m_samples.raw();
        const auto most = 2 * (m_helper->fileBytes() + raw.size()) + kSlack;
        MEDVEIL_ASSIGN(const base::Bytes file, m_helper->ask(Question::kWriteCarrier, m_marked ? 1 : 0, task,
                                                             raw, patienceFor(most, most)));
        return out.write(file);
    }

    base::Result<base::Bytes> surroundings() const override {
        base::NullTaskContext task;
        return m_helper->ask(Question::kSurroundings, m_marked ? 1 : 0, task, {},
                             patienceFor(m_helper->fileBytes(), kLargestDigest));
    }

    base::Result<void> setMarked(bool marked) override {
        if (!m_markable)
            return Carrier::setMarked(marked);
        m_marked = marked;
        return {};
    }
    bool isMarked() const override { return m_marked; }

  private:
    static constexpr std::uint64_t kSlack = 1024 * 1024;

    std::unique_ptr<HelperProcess> m_helper;
    bool m_markable;
    bool m_marked;
};

base::Result<std::unique_ptr<Carrier>> openRemote(std::unique_ptr<HelperProcess> helper, std::uint32_t how,
                                                  std::uint64_t mostMemory, base::TaskContext& task) {
    const auto fileBytes = helper->fileBytes();
    if (fileBytes > kLargestCover)
        return fail(ErrorCode::kTooLarge, "cover");
    MEDVEIL_ASSIGN(const base::Bytes bytes,
                   helper->ask(Question::kCarrier, how, task, {}, patienceFor(fileBytes, kLargestHead)));
    MEDVEIL_ASSIGN(CarrierHead head, decodeHead(bytes, fileBytes));
    if (head.samples > mostMemory / Samples::bytesIn(head.width))
        return fail(ErrorCode::kTooLarge, "cover");
    if (head.info.kind == CarrierKind::kJpeg) {
        auto jpeg = std::make_unique<RemoteCarrier<JpegCarrier>>(std::move(helper), head);
        MEDVEIL_TRY(jpeg->receive(task));
        jpeg->setComponents(std::move(head.components));
        return jpeg;
    }
    auto carrier = std::make_unique<RemoteCarrier<Carrier>>(std::move(helper), head);
    MEDVEIL_TRY(carrier->receive(task));
    return carrier;
}

/// What the helper says of a file that it cannot decode, in the words of covers.
std::unexpected<base::Error> asCover(const base::Error& error) {
    const auto code = error.code == ErrorCode::kImageUnsupported ? ErrorCode::kCoverUnsupported
                      : error.code == ErrorCode::kImageDamaged   ? ErrorCode::kCoverDamaged
                                                                 : error.code;
    return fail(code, error.detail);
}

base::Result<std::unique_ptr<Carrier>> openBy(base::Result<std::unique_ptr<HelperProcess>> helper,
                                              std::uint32_t how, base::TaskContext& task,
                                              std::uint64_t mostMemory = kAnyMemory) {
    if (!helper)
        return fail(std::move(helper).error());
    return withinMemory([&]() -> base::Result<std::unique_ptr<Carrier>> {
        auto carrier = openRemote(std::move(*helper), how, mostMemory, task);
        if (!carrier)
            return asCover(carrier.error());
        return carrier;
    });
}

/// The file system says whether the file may be read; the helper gets a descriptor of it.
base::Result<std::unique_ptr<Carrier>> openPath(base::FileSystem& files, const base::Path& path,
                                                std::uint32_t how, base::TaskContext& task,
                                                std::uint64_t mostMemory = kAnyMemory) {
    MEDVEIL_TRY(files.openForReading(path));
    return openBy(HelperProcess::start(path), how, task, mostMemory);
}

struct Ending {
    std::string_view text;
    CarrierKind kind;
};
constexpr std::array kEndings = {Ending{".png", CarrierKind::kPng},    Ending{".wav", CarrierKind::kWav},
                                 Ending{".wave", CarrierKind::kWav},   Ending{".flac", CarrierKind::kFlac},
                                 Ending{".jpg", CarrierKind::kJpeg},   Ending{".jpeg", CarrierKind::kJpeg},
                                 Ending{".jpe", CarrierKind::kJpeg},   Ending{".jfif", CarrierKind::kJpeg},
                                 Ending{".bmp", CarrierKind::kBmp},    Ending{".dib", CarrierKind::kBmp},
                                 Ending{".tif", CarrierKind::kTiff},   Ending{".tiff", CarrierKind::kTiff},
                                 Ending{".aif", CarrierKind::kAiff},   Ending{".aiff", CarrierKind::kAiff},
                                 Ending{".aifc", CarrierKind::kAiff},  Ending{".dcm", CarrierKind::kDicom},
                                 Ending{".dicom", CarrierKind::kDicom}};

std::string endingOf(const base::Path& path) {
    auto ending = path.extension().string();
    std::ranges::transform(ending, ending.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

}  // namespace

bool isSound(CarrierKind kind) {
    return kind == CarrierKind::kWav || kind == CarrierKind::kFlac || kind == CarrierKind::kAiff;
}

std::string_view fileEnding(CarrierKind kind) {
    switch (kind) {
        case CarrierKind::kPng:
            return "png";
        case CarrierKind::kWav:
            return "wav";
        case CarrierKind::kFlac:
            return "flac";
        case CarrierKind::kJpeg:
            return "jpg";
        case CarrierKind::kBmp:
            return "bmp";
        case CarrierKind::kTiff:
            return "tif";
        case CarrierKind::kAiff:
            return "aiff";
        case CarrierKind::kDicom:
            return "dcm";
    }
    return "";
}

base::Result<void> checkEnding(CarrierKind kind, const base::Path& from, const base::Path& out) {
    const auto ending = endingOf(out);
    if (ending.empty() || ending == endingOf(from))
        return {};
    const auto found = std::ranges::find(kEndings, ending, &Ending::text);
    // Scans are often called by numbers, or by anything.
    if (found == kEndings.end() ? kind == CarrierKind::kDicom : found->kind == kind)
        return {};
    return fail(ErrorCode::kInvalidArgument, "the ending of the new file's name is not that of its kind");
}

base::Result<std::unique_ptr<Carrier>> openCarrier(base::Bytes file, base::TaskContext& task) {
    return openBy(HelperProcess::start(base::ByteView(file)), kAsItIs, task);
}

base::Result<std::unique_ptr<Carrier>> openCarrier(base::FileSystem& files, const base::Path& path,
                                                   base::TaskContext& task, std::uint64_t mostMemory) {
    return openPath(files, path, kAsItIs, task, mostMemory);
}

base::Result<std::unique_ptr<Carrier>> openCover(base::FileSystem& files, const base::Path& path,
                                                 base::TaskContext& task) {
    return openPath(files, path, kToHideIn, task);
}

}  // namespace medveil::stego
