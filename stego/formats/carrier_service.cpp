#include "stego/formats/carrier_service.h"

#include <utility>

#include "core/crypto/digest.h"
#include "stego/carrier/carrier_protocol.h"
#include "stego/formats/bonds.h"
#include "stego/formats/dicom_carrier.h"
#include "stego/formats/fresh_sound.h"
#include "stego/formats/open_format.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;
using imaging::Question;

namespace {

class CarrierService final : public imaging::Extension {
  public:
    explicit CarrierService(base::ByteView file) : m_file(file) {}

    base::Result<imaging::Reply> answer(Question question, std::uint32_t number,
                                        const imaging::Receive& receive) override {
        if (question == Question::kFreshSound)
            return freshCover();
        if (question == Question::kCarrier)
            return open(number);
        if (!m_carrier)
            return fail(ErrorCode::kInvalidArgument, "no cover is open");
        if (question == Question::kSamples) {
            m_given = true;
            return imaging::Reply{{}, m_carrier->samples().raw()};
        }
        return question == Question::kSurroundings ? surroundings(number) : write(number, receive);
    }

    /// A large picture must not be in two processes at once: to be written, samples come back.
    void sent() override {
        if (std::exchange(m_given, false))
            m_carrier->samples() = Samples(m_carrier->samples().width());
    }

  private:
    base::Result<imaging::Reply> open(std::uint32_t how) {
        auto file = base::toBytes(m_file);
        if (how == kToHideIn) {
            MEDVEIL_ASSIGN(file, unpackedScan(std::move(file)));
        }
        const auto bond = bondOf(file);
        MEDVEIL_ASSIGN(m_carrier, openFormat(std::move(file), m_task));
        CarrierHead head;
        head.info = m_carrier->info();
        head.info.bond = bond;
        head.width = m_carrier->samples().width();
        head.samples = m_count = m_carrier->samples().size();
        head.marked = m_carrier->isMarked();
        head.markable = head.marked || m_carrier->setMarked(true).has_value();
        MEDVEIL_TRY(m_carrier->setMarked(head.marked));
        MEDVEIL_TRY(checkExpansion(head.samples, m_file.size()));
        if (const auto* jpeg = dynamic_cast<const JpegCarrier*>(m_carrier.get()))
            head.components = jpeg->components();
        return imaging::Reply{encodeHead(head), {}};
    }

    base::Result<imaging::Reply> surroundings(std::uint32_t marked) {
        MEDVEIL_TRY(m_carrier->setMarked(marked != 0));
        MEDVEIL_ASSIGN(const base::Bytes bytes, m_carrier->surroundings());
        const auto digest = crypto::sha256(bytes);
        return imaging::Reply{base::toBytes(digest.view()), {}};
    }

    base::Result<imaging::Reply> write(std::uint32_t marked, const imaging::Receive& receive) {
        auto& samples = m_carrier->samples();
        samples.resize(m_count);
        MEDVEIL_TRY(receive(samples.raw()));
        MEDVEIL_TRY(m_carrier->setMarked(marked != 0));
        imaging::Reply reply;
        base::MemorySink sink(reply.head);
        MEDVEIL_TRY(m_carrier->write(sink));
        return reply;
    }

    base::Result<imaging::Reply> freshCover() {
        MEDVEIL_ASSIGN(base::Bytes sound, freshSound(m_file, m_task));
        return imaging::Reply{std::move(sound), {}};
    }

    base::ByteView m_file;
    base::NullTaskContext m_task;
    std::unique_ptr<Carrier> m_carrier;
    std::size_t m_count = 0;  ///< of its samples
    bool m_given = false;
};

}  // namespace

std::unique_ptr<imaging::Extension> makeCarrierService(base::ByteView file) {
    return std::make_unique<CarrierService>(file);
}

}  // namespace medveil::stego
