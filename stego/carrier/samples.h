// A long row of samples in the narrowest type that holds them: a picture of 100 megapixels must fit into
// memory. Value. Different threads may change different samples.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace medveil::stego {

class Samples {
  public:
    enum class Width : std::uint8_t { kUnsigned8, kUnsigned16, kSigned16, kSigned32 };

    Samples() = default;
    explicit Samples(Width width) : m_width(width) {}

    /// Bytes that are samples already.
    explicit Samples(std::vector<std::uint8_t> bytes) : m_size(bytes.size()), m_bytes(std::move(bytes)) {}

    /// Of `bits` a sample, as carriers count them: pictures have no signs, sounds have.
    static Width widthFor(std::uint32_t bits, bool withSign) {
        if (withSign)
            return bits <= 16 ? Width::kSigned16 : Width::kSigned32;
        return bits <= 8 ? Width::kUnsigned8 : Width::kUnsigned16;
    }

    /// Bytes of one sample.
    static std::uint64_t bytesIn(Width width) {
        return width == Width::kUnsigned8 ? 1 : width == Width::kSigned32 ? 4 : 2;
    }

    std::size_t size() const { return m_size; }
    void resize(std::size_t size) {
        m_size = size;
        switch (m_width) {
            case Width::kUnsigned8:
                m_bytes.resize(size);
                return;
            case Width::kUnsigned16:
                m_words.resize(size);
                return;
            case Width::kSigned16:
                m_signed.resize(size);
                return;
            case Width::kSigned32:
                m_wide.resize(size);
                return;
        }
    }

    std::int32_t operator[](std::size_t i) const {
        switch (m_width) {
            case Width::kUnsigned8:
                return m_bytes[i];
            case Width::kUnsigned16:
                return m_words[i];
            case Width::kSigned16:
                return m_signed[i];
            case Width::kSigned32:
                return m_wide[i];
        }
        return 0;
    }
    void set(std::size_t i, std::int32_t value) {
        switch (m_width) {
            case Width::kUnsigned8:
                m_bytes[i] = static_cast<std::uint8_t>(value);
                return;
            case Width::kUnsigned16:
                m_words[i] = static_cast<std::uint16_t>(value);
                return;
            case Width::kSigned16:
                m_signed[i] = static_cast<std::int16_t>(value);
                return;
            case Width::kSigned32:
                m_wide[i] = value;
                return;
        }
    }

    /// Calls visit(span) with the samples in their own type: for loops over many, which must not ask each
    /// time.
    template <class Visit>
    decltype(auto) visit(Visit visit) const {
        switch (m_width) {
            case Width::kUnsigned8:
                return visit(std::span(m_bytes));
            case Width::kUnsigned16:
                return visit(std::span(m_words));
            case Width::kSigned16:
                return visit(std::span(m_signed));
            case Width::kSigned32:
                break;
        }
        return visit(std::span(m_wide));
    }

    /// All samples as bytes in this machine's order, to send and to receive them.
    std::span<std::uint8_t> raw() {
        const auto as = [](auto& values) {
            return std::span(reinterpret_cast<std::uint8_t*>(values.data()),
                             values.size() * sizeof(values[0]));
        };
        return m_width == Width::kUnsigned8    ? as(m_bytes)
               : m_width == Width::kUnsigned16 ? as(m_words)
               : m_width == Width::kSigned16   ? as(m_signed)
                                               : as(m_wide);
    }
    std::span<const std::uint8_t> raw() const { return const_cast<Samples*>(this)->raw(); }

    Width width() const { return m_width; }
    /// The samples themselves, for loops that must be fast; empty for every other width.
    std::span<std::uint8_t> bytes() { return m_bytes; }
    std::span<const std::uint8_t> bytes() const { return m_bytes; }
    std::span<const std::uint16_t> words() const { return m_words; }

    friend bool operator==(const Samples&, const Samples&) = default;

  private:
    Width m_width = Width::kUnsigned8;
    std::size_t m_size = 0;
    std::vector<std::uint8_t> m_bytes;
    std::vector<std::uint16_t> m_words;
    std::vector<std::int16_t> m_signed;
    std::vector<std::int32_t> m_wide;
};

}  // namespace medveil::stego
