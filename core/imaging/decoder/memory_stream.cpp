#include "core/imaging/decoder/memory_stream.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <dcmtk/dcmdata/dcerror.h>

#include "core/imaging/decoder/sandbox.h"

namespace medveil::imaging {

namespace {

/// A level of nesting takes DCMTK a kilobyte or less; real files have a dozen levels, and whoever goes down
/// such a tree again has a stack of megabytes.
constexpr std::ptrdiff_t kMostStack = std::ptrdiff_t{kSandboxIsWhole ? 96 : 768} * 1024;

/// Reads one value later. DCMTK owns it.
class ValueFactory final : public DcmInputStreamFactory {
  public:
    ValueFactory(base::ByteView file, std::size_t at) : m_file(file), m_at(at) {}

    DcmInputStream* create() const override { return new MemoryStream(m_file, m_at); }
    DcmInputStreamFactory* clone() const override { return new ValueFactory(*this); }
    DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

  private:
    base::ByteView m_file;
    std::size_t m_at;
};

}  // namespace

offile_off_t MemoryProducer::read(void* buffer, offile_off_t size) {
    const auto begin = m_at;
    const auto count = skip(size);
    if (count > 0)
        std::memcpy(buffer, m_file.data() + begin, static_cast<std::size_t>(count));
    return count;
}

offile_off_t MemoryProducer::skip(offile_off_t size) {
    const auto count = std::clamp<offile_off_t>(size, 0, avail());
    m_at += static_cast<std::size_t>(count);
    return count;
}

void MemoryProducer::putback(offile_off_t size) {
    if (size < 0 || static_cast<std::size_t>(size) > m_at)
        m_status = EC_PutbackFailed;
    else
        m_at -= static_cast<std::size_t>(size);
}

offile_off_t MemoryStream::read(void* buffer, offile_off_t size) {
    const char here = 0;
    if (m_base == nullptr)
        m_base = &here;
    m_nestedTooDeep |= std::abs(m_base - &here) > kMostStack;
    return m_nestedTooDeep ? 0 : DcmInputStream::read(buffer, size);
}

OFCondition MemoryStream::status() const {
    return m_nestedTooDeep ? OFCondition(EC_InvalidStream) : DcmInputStream::status();
}

DcmInputStreamFactory* MemoryStream::newFactory() const {
    // Of what is inflated nothing can be read again.
    if (currentProducer() != &m_producer)
        return nullptr;
    return new ValueFactory(m_file, m_begin + static_cast<std::size_t>(tell()));
}

OFCondition MemoryStream::installCompressionFilter(E_StreamCompression filter) {
    return m_mayInflate ? DcmInputStream::installCompressionFilter(filter) : EC_UnsupportedEncoding;
}

}  // namespace medveil::imaging
