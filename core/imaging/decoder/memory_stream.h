// A file in memory as DCMTK reads it. DCMTK's own stream over memory takes as much memory for an element as
// the file says it has, before it looks whether that many bytes follow; over this one long values are passed
// over, and read only when they are asked for. DCMTK also reads a sequence inside of a sequence by calling
// itself, as deep as the file says: here the stack that this takes is bounded. Borrows the bytes, which must
// outlive everything that was read; one thread.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrma.h>

#include "core/base/bytes.h"

namespace medveil::imaging {

class MemoryProducer final : public DcmProducer {
  public:
    MemoryProducer(base::ByteView file, std::size_t at) : m_file(file), m_at(at) {}

    OFBool good() const override { return m_status.good(); }
    OFCondition status() const override { return m_status; }
    OFBool eos() override { return m_at == m_file.size(); }
    offile_off_t avail() override { return static_cast<offile_off_t>(m_file.size() - m_at); }
    offile_off_t read(void* buffer, offile_off_t size) override;
    offile_off_t skip(offile_off_t size) override;
    void putback(offile_off_t size) override;

  private:
    base::ByteView m_file;
    std::size_t m_at;
    OFCondition m_status = EC_Normal;
};

class MemoryStream final : public DcmInputStream {
  public:
    explicit MemoryStream(base::ByteView file, std::size_t at = 0, bool mayInflate = false)
        : DcmInputStream(&m_producer),
          m_file(file),
          m_producer(file, at),
          m_begin(at),
          m_mayInflate(mayInflate) {}

    DcmInputStreamFactory* newFactory() const override;
    /// Refused unless it was allowed: what is deflated as a whole may become as large as it likes.
    OFCondition installCompressionFilter(E_StreamCompression filter) override;
    /// Also what was inflated passes here.
    offile_off_t read(void* buffer, offile_off_t size) override;
    OFBool good() const override { return !m_nestedTooDeep && DcmInputStream::good(); }
    OFCondition status() const override;
    /// Reading ended because sequences stand in each other without end.
    bool nestedTooDeep() const { return m_nestedTooDeep; }

  private:
    base::ByteView m_file;
    MemoryProducer m_producer;
    std::size_t m_begin;
    bool m_mayInflate;
    const char* m_base = nullptr;  ///< of the stack, when reading began
    bool m_nestedTooDeep = false;
};

}  // namespace medveil::imaging
