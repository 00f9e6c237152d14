// An image file, decoded by a helper process that can read this file and nothing else. A crash or an endless
// loop of a decoder is an error here. Owned by one thread; closing it ends the helper.
#pragma once

#include <memory>

#include "core/base/file_system.h"
#include "core/base/task_context.h"
#include "core/imaging/model/deidentify_plan.h"
#include "core/imaging/model/image.h"
#include "core/imaging/model/mask.h"
#include "core/imaging/model/masked.h"
#include "core/imaging/model/raw_pixels.h"
#include "core/records/subject.h"

namespace medveil::imaging {

class HelperProcess;
enum class Question : std::uint32_t;

class ImageFile {
  public:
    /// kImageUnsupported and kImageDamaged say why in their detail; kDecoderStopped when the helper crashed,
    /// took too long or too much memory; kNotRegularFile.
    static base::Result<std::unique_ptr<ImageFile>> open(const base::Path& path, base::TaskContext& task);
    /// The same of a file in memory.
    static base::Result<std::unique_ptr<ImageFile>> open(base::Bytes content, base::TaskContext& task);
    ~ImageFile();
    ImageFile(const ImageFile&) = delete;
    ImageFile& operator=(const ImageFile&) = delete;

    const ImageInfo& info() const { return m_info; }
    /// `number` from 0. After kDecoderStopped the next call starts another helper.
    base::Result<Frame> frame(std::uint32_t number, base::TaskContext& task);
    base::Result<std::vector<Element>> elements(base::TaskContext& task);

    /// A de-identified copy of a DICOM file, whether or not it holds an image. See deidentify.h.
    static base::Result<Deidentified> deidentify(const base::Path& path, const DeidentifyPlan& plan,
                                                 base::TaskContext& task);

    static base::Result<Deidentified> deidentify(base::ByteView file, const DeidentifyPlan& plan,
                                                 base::TaskContext& task);
    /// A copy with regions made unrecognisable. See masking.h.
    static base::Result<Masked> mask(const base::Path& path, const MaskPlan& plan, base::TaskContext& task);
    static base::Result<Masked> mask(base::ByteView file, const MaskPlan& plan, base::TaskContext& task);
    /// Whom a DICOM or FHIR file is about, image or not. See subject.h.
    static base::Result<std::vector<records::Subject>> subjects(const base::Path& path,
                                                                base::TaskContext& task);
    static base::Result<std::vector<records::Subject>> subjects(base::ByteView file, base::TaskContext& task);
    /// A small picture of any kind of image, for looking at only. kTooLarge.
    static base::Result<Frame> preview(const base::Path& path, PreviewBox box, base::TaskContext& task);
    static base::Result<Frame> preview(base::ByteView file, PreviewBox box, base::TaskContext& task);
    /// What is sealed inside of a masked image in memory. kNothingFound. See masking.h.
    static base::Result<SealedPart> sealedPart(base::ByteView file, base::TaskContext& task);

  private:
    ImageFile(base::Path path, base::Bytes content);
    base::Result<void> begin(base::TaskContext& task);
    base::Result<base::Bytes> ask(Question question, std::uint32_t frame, base::TaskContext& task);

    base::Path m_path;
    base::Bytes m_content;  ///< instead of a path
    std::unique_ptr<HelperProcess> m_helper;
    ImageInfo m_info;
};

/// Of an uncompressed DICOM file. kImageUnsupported with the reason (compressed, planes, other depths, no
/// pixels), kImageDamaged, kDecoderStopped.
base::Result<RawPixels> findRawPixels(base::ByteView file, base::TaskContext& task);
/// See unpack() of the decoder; a file that is as it should be comes back as it is.
base::Result<base::Bytes> unpacked(base::Bytes file, base::TaskContext& task);

/// Where the helper program is: beside this one, unless somebody says otherwise (before the first file is
/// opened).
void setDecoderProgram(base::Path program);

}  // namespace medveil::imaging
