#include "core/imaging/client/image_file.h"

#include "core/imaging/client/helper_process.h"
#include "core/imaging/protocol/decoder_protocol.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

ImageFile::ImageFile(base::Path path, base::Bytes content)
    : m_path(std::move(path)), m_content(std::move(content)) {}
ImageFile::~ImageFile() = default;

base::Result<std::unique_ptr<ImageFile>> ImageFile::open(const base::Path& path, base::TaskContext& task) {
    std::unique_ptr<ImageFile> file(new ImageFile(path, {}));
    MEDVEIL_TRY(file->begin(task));
    return file;
}

base::Result<std::unique_ptr<ImageFile>> ImageFile::open(base::Bytes content, base::TaskContext& task) {
    std::unique_ptr<ImageFile> file(new ImageFile({}, std::move(content)));
    MEDVEIL_TRY(file->begin(task));
    return file;
}

base::Result<void> ImageFile::begin(base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes answer, ask(Question::kInfo, 0, task));
    MEDVEIL_ASSIGN(m_info, decodeInfo(answer));
    return {};
}

base::Result<base::Bytes> ImageFile::ask(Question question, std::uint32_t frame, base::TaskContext& task) {
    if (!m_helper) {
        MEDVEIL_ASSIGN(m_helper, m_path.empty() ? HelperProcess::start(base::ByteView(m_content))
                                                : HelperProcess::start(m_path));
    }
    auto answer = m_helper->ask(question, frame, task);
    // What is left of an answer that nobody waited for must not be taken for the next one.
    if (!answer &&
        (answer.error().code == ErrorCode::kDecoderStopped || answer.error().code == ErrorCode::kCancelled))
        m_helper.reset();
    return answer;
}

base::Result<Frame> ImageFile::frame(std::uint32_t number, base::TaskContext& task) {
    MEDVEIL_ASSIGN(base::Bytes answer, ask(Question::kFrame, number, task));
    MEDVEIL_ASSIGN(Frame frame, decodeFrame(std::move(answer)));
    if (m_info.kind != ImageKind::kTiff && (frame.columns != m_info.columns || frame.rows != m_info.rows))
        return fail(ErrorCode::kMalformed, "answer of the decoder");
    return frame;
}

base::Result<std::vector<Element>> ImageFile::elements(base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes answer, ask(Question::kElements, 0, task));
    return decodeElements(answer);
}

namespace {

/// A question with a plan behind it.
base::Result<base::Bytes> askWith(base::ByteView plan, std::size_t longest, Question question,
                                  HelperProcess& helper, base::TaskContext& task) {
    if (plan.size() > longest)
        return fail(ErrorCode::kInvalidArgument, "a plan with too many parts");
    return helper.ask(question, static_cast<std::uint32_t>(plan.size()), task, plan);
}

base::Result<Deidentified> askForClean(HelperProcess& helper, const DeidentifyPlan& plan,
                                       base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes answer,
                   askWith(encodePlan(plan), kLongestPlan, Question::kDeidentify, helper, task));
    return decodeDeidentified(answer);
}

base::Result<Masked> askForMask(HelperProcess& helper, const MaskPlan& plan, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes answer,
                   askWith(encodeMaskPlan(plan), kLongestMaskPlan, Question::kMask, helper, task));
    return decodeMasked(answer);
}

}  // namespace

base::Result<Deidentified> ImageFile::deidentify(const base::Path& path, const DeidentifyPlan& plan,
                                                 base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(path));
    return askForClean(*helper, plan, task);
}

base::Result<Deidentified> ImageFile::deidentify(base::ByteView file, const DeidentifyPlan& plan,
                                                 base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(file));
    return askForClean(*helper, plan, task);
}

base::Result<Masked> ImageFile::mask(const base::Path& path, const MaskPlan& plan, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(path));
    return askForMask(*helper, plan, task);
}

base::Result<Masked> ImageFile::mask(base::ByteView file, const MaskPlan& plan, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(file));
    return askForMask(*helper, plan, task);
}

base::Result<std::vector<records::Subject>> ImageFile::subjects(const base::Path& path,
                                                                base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(path));
    MEDVEIL_ASSIGN(const base::Bytes answer, helper->ask(Question::kSubject, 0, task));
    return decodeSubjects(answer);
}

base::Result<std::vector<records::Subject>> ImageFile::subjects(base::ByteView file,
                                                                base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(file));
    MEDVEIL_ASSIGN(const base::Bytes answer, helper->ask(Question::kSubject, 0, task));
    return decodeSubjects(answer);
}

namespace {

base::Result<Frame> askForPreview(HelperProcess& helper, PreviewBox box, base::TaskContext& task) {
    MEDVEIL_ASSIGN(base::Bytes answer,
                   helper.ask(Question::kPreview, std::uint32_t{box.width} << 16 | box.height, task));
    return decodePreview(std::move(answer), box);
}

}  // namespace

base::Result<Frame> ImageFile::preview(const base::Path& path, PreviewBox box, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(path));
    return askForPreview(*helper, box, task);
}

base::Result<Frame> ImageFile::preview(base::ByteView file, PreviewBox box, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(file));
    return askForPreview(*helper, box, task);
}

base::Result<SealedPart> ImageFile::sealedPart(base::ByteView file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(file));
    MEDVEIL_ASSIGN(const base::Bytes answer, helper->ask(Question::kSealedPart, 0, task));
    return decodeSealedPart(answer);
}

base::Result<RawPixels> findRawPixels(base::ByteView file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(file));
    MEDVEIL_ASSIGN(const base::Bytes answer, helper->ask(Question::kRawPixels, 0, task));
    return decodeRawPixels(answer, file.size());
}

base::Result<base::Bytes> unpacked(base::Bytes file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, HelperProcess::start(base::ByteView(file)));
    MEDVEIL_ASSIGN(base::Bytes answer, helper->ask(Question::kUnpacked, 0, task));
    return answer.empty() ? std::move(file) : std::move(answer);
}

}  // namespace medveil::imaging
