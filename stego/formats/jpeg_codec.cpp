// libjpeg leaves through longjmp: nothing with a destructor may live in the functions that call setjmp, and
// what they use stands in an object of the caller.
#include "stego/formats/jpeg_codec.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <new>

#include <jerror.h>
#include <jpeglib.h>

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr long kWorkingMemory = 64L * 1024 * 1024;  ///< libjpeg's own, besides the coefficients

struct Fault {
    jpeg_error_mgr manager{};
    std::jmp_buf escape{};
    ErrorCode code = ErrorCode::kInternal;
};

[[noreturn]] void leave(j_common_ptr jpeg, ErrorCode code) {
    auto* fault = reinterpret_cast<Fault*>(jpeg->err);
    fault->code = code;
    std::longjmp(fault->escape, 1);
}
[[noreturn]] void onError(j_common_ptr jpeg) {
    const int code = jpeg->err->msg_code;
    const bool memory = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE;
    leave(jpeg, memory ? ErrorCode::kOutOfMemory : ErrorCode::kCoverDamaged);
}
void onMessage(j_common_ptr jpeg, int level) {
    if (level < 0)
        leave(jpeg, ErrorCode::kCoverDamaged);
}
void onOutput(j_common_ptr) {}

jpeg_error_mgr* prepare(Fault& fault) {
    jpeg_std_error(&fault.manager);
    fault.manager.error_exit = onError;
    fault.manager.emit_message = onMessage;
    fault.manager.output_message = onOutput;
    return &fault.manager;
}

long memoryLimit(const JpegLayout& layout) {
    long blocks = 0;
    for (const auto& component : layout.components)
        blocks += static_cast<long>(layout.paddedWide(component)) * layout.paddedHigh(component);
    return blocks * static_cast<long>(sizeof(JBLOCK)) + kWorkingMemory;
}

struct Watch {
    jpeg_progress_mgr manager{};
    base::TaskContext* task = nullptr;
};
void onProgress(j_common_ptr jpeg) {
    if (reinterpret_cast<Watch*>(jpeg->progress)->task->cancelled())
        leave(jpeg, ErrorCode::kCancelled);
}

struct Decoder {
    Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    ~Decoder() { jpeg_destroy_decompress(&jpeg); }

    jpeg_decompress_struct jpeg{};
    Fault fault;
    Watch watch;
    jvirt_barray_ptr* arrays = nullptr;
};

[[gnu::noinline]] bool readScans(Decoder& decoder, base::ByteView file, long memory) {
    if (setjmp(decoder.fault.escape) != 0)
        return false;
    decoder.jpeg.err = prepare(decoder.fault);
    jpeg_create_decompress(&decoder.jpeg);
    decoder.jpeg.mem->max_memory_to_use = memory;
    decoder.jpeg.progress = &decoder.watch.manager;
    jpeg_mem_src(&decoder.jpeg, file.data(), file.size());
    jpeg_read_header(&decoder.jpeg, TRUE);
    decoder.arrays = jpeg_read_coefficients(&decoder.jpeg);
    return true;
}

/// Visits one row of a component's blocks after the other. `Jpeg` is libjpeg's reader or writer.
template <class Jpeg>
JBLOCKROW rowOf(Jpeg& jpeg, jvirt_barray_ptr array, std::uint32_t row, bool writing) {
    return jpeg.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&jpeg), array, row, 1,
                                        writing ? TRUE : FALSE)[0];
}

[[gnu::noinline]] void copyRowsOut(Decoder& decoder, const JpegLayout& layout, std::int16_t* values,
                                   std::int16_t* padding) {
    for (std::size_t c = 0; c < layout.components.size(); ++c) {
        const auto& component = layout.components[c];
        const std::size_t whole = std::size_t{layout.blocksWide(component)} * DCTSIZE2;
        const std::size_t padded = std::size_t{layout.paddedWide(component)} * DCTSIZE2;
        const std::uint32_t high = layout.blocksHigh(component);
        const std::uint32_t rows = padding != nullptr ? layout.paddedHigh(component) : high;
        for (std::uint32_t row = 0; row < rows; ++row) {
            const JCOEF* from = rowOf(decoder.jpeg, decoder.arrays[c], row, false)[0];
            const std::size_t real = row < high ? whole : 0;
            values = std::copy(from, from + real, values);
            if (padding != nullptr)
                padding = std::copy(from + real, from + padded, padding);
        }
    }
}
[[gnu::noinline]] bool copyOut(Decoder& decoder, const JpegLayout& layout, std::int16_t* values,
                               std::int16_t* padding) {
    if (setjmp(decoder.fault.escape) != 0)
        return false;
    copyRowsOut(decoder, layout, values, padding);
    return true;
}

/// Whatever a hostile file makes of its coefficients, none leaves what can be written again.
template <class Values>
bool withinLimits(const Values& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool dc = i % DCTSIZE2 == 0;
        if (values[i] < (dc ? kLeastDc : -kMostAc) || values[i] > (dc ? kMostDc : kMostAc))
            return false;
    }
    return true;
}

/// Where libjpeg puts what it writes. Its memory is the vector's, so that it is freed on every way out.
struct Output {
    jpeg_destination_mgr manager{};
    base::Bytes written;
    std::array<base::Byte, 65536> buffer{};

    bool append(std::size_t count) {
        try {
            written.insert(written.end(), buffer.data(), buffer.data() + count);
        } catch (const std::bad_alloc&) {
            return false;
        }
        return true;
    }
    void rewind() {
        manager.next_output_byte = buffer.data();
        manager.free_in_buffer = buffer.size();
    }
};

struct Encoder {
    Encoder() = default;
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
    ~Encoder() { jpeg_destroy_compress(&jpeg); }

    jpeg_compress_struct jpeg{};
    Fault fault;
    Output output;
    std::vector<jpeg_scan_info> scans;
    std::array<jvirt_barray_ptr, 4> arrays{};
};

Output& outputOf(j_compress_ptr jpeg) {
    return *reinterpret_cast<Output*>(jpeg->dest);
}
void initOutput(j_compress_ptr jpeg) {
    outputOf(jpeg).rewind();
}
boolean emptyOutput(j_compress_ptr jpeg) {
    if (!outputOf(jpeg).append(outputOf(jpeg).buffer.size()))
        leave(reinterpret_cast<j_common_ptr>(jpeg), ErrorCode::kOutOfMemory);
    outputOf(jpeg).rewind();
    return TRUE;
}
void endOutput(j_compress_ptr jpeg) {
    if (!outputOf(jpeg).append(outputOf(jpeg).buffer.size() - jpeg->dest->free_in_buffer))
        leave(reinterpret_cast<j_common_ptr>(jpeg), ErrorCode::kOutOfMemory);
}

std::vector<jpeg_scan_info> scriptOf(const JpegLayout& layout) {
    std::vector<jpeg_scan_info> script;
    for (const auto& scan : layout.scans) {
        jpeg_scan_info info{};
        info.comps_in_scan = static_cast<int>(scan.parts.size());
        for (std::size_t i = 0; i < scan.parts.size(); ++i)
            info.component_index[i] = scan.parts[i].component;
        info.Ss = scan.firstCoefficient;
        info.Se = scan.lastCoefficient;
        info.Ah = scan.highBit;
        info.Al = scan.lowBit;
        script.push_back(info);
    }
    return script;
}

/// A table's number is the one it has in the first scan that needs it.
void setTableNumbers(jpeg_compress_struct& jpeg, const JpegLayout& layout) {
    for (auto scan = layout.scans.rbegin(); scan != layout.scans.rend(); ++scan) {
        for (const auto& part : scan->parts) {
            if (scan->usesDc())
                jpeg.comp_info[part.component].dc_tbl_no = part.dcTable;
            if (scan->usesAc())
                jpeg.comp_info[part.component].ac_tbl_no = part.acTable;
        }
    }
}

void setTable(jpeg_compress_struct& jpeg, base::ByteView table) {
    const std::size_t number = table[0] & 15U;
    JHUFF_TBL*& place =
        (table[0] & 0x10U) != 0 ? jpeg.ac_huff_tbl_ptrs[number] : jpeg.dc_huff_tbl_ptrs[number];
    if (place == nullptr)
        place = jpeg_alloc_huff_table(reinterpret_cast<j_common_ptr>(&jpeg));
    std::memcpy(place->bits + 1, table.data() + 1, 16);
    std::memcpy(place->huffval, table.data() + 17, table.size() - 17);
}

[[gnu::noinline]] bool beginWriting(Encoder& encoder, const JpegLayout& layout,
                                    const std::vector<base::ByteView>* fixedTables, bool padded) {
    if (setjmp(encoder.fault.escape) != 0)
        return false;
    auto& jpeg = encoder.jpeg;
    jpeg.err = prepare(encoder.fault);
    jpeg_create_compress(&jpeg);
    jpeg.mem->max_memory_to_use = memoryLimit(layout);
    encoder.output.manager.init_destination = initOutput;
    encoder.output.manager.empty_output_buffer = emptyOutput;
    encoder.output.manager.term_destination = endOutput;
    jpeg.dest = &encoder.output.manager;
    const auto units = [](std::uint32_t size, std::uint32_t most) {
        return (size + 8 * most - 1) / (8 * most) * (8 * most);
    };
    // Written as a picture of whole units, the padding blocks are blocks like all others: libjpeg would put
    // its own in their place.
    jpeg.image_width = padded ? units(layout.width, layout.mostHorizontal) : layout.width;
    jpeg.image_height = padded ? units(layout.height, layout.mostVertical) : layout.height;
    jpeg.input_components = static_cast<int>(layout.components.size());
    jpeg.in_color_space = JCS_UNKNOWN;
    jpeg_set_defaults(&jpeg);
    for (std::size_t c = 0; c < layout.components.size(); ++c) {
        const auto& component = layout.components[c];
        jpeg.comp_info[c].component_id = component.identifier;
        jpeg.comp_info[c].h_samp_factor = static_cast<int>(component.horizontal);
        jpeg.comp_info[c].v_samp_factor = static_cast<int>(component.vertical);
        encoder.arrays[c] = jpeg.mem->request_virt_barray(reinterpret_cast<j_common_ptr>(&jpeg), JPOOL_IMAGE,
                                                          TRUE, layout.paddedWide(component),
                                                          layout.paddedHigh(component), component.vertical);
    }
    setTableNumbers(jpeg, layout);
    jpeg.restart_interval = layout.restartInterval;
    jpeg.scan_info = encoder.scans.data();
    jpeg.num_scans = static_cast<int>(encoder.scans.size());
    jpeg.optimize_coding = fixedTables == nullptr ? TRUE : FALSE;
    if (fixedTables != nullptr) {
        for (std::size_t i = 0; i < fixedTables->size(); ++i)
            setTable(jpeg, (*fixedTables)[i]);
    }
    jpeg_write_coefficients(&jpeg, encoder.arrays.data());
    return true;
}

[[gnu::noinline]] void copyRowsIn(Encoder& encoder, const JpegLayout& layout, const std::int16_t* values,
                                  const std::int16_t* padding) {
    for (std::size_t c = 0; c < layout.components.size(); ++c) {
        const auto& component = layout.components[c];
        const std::size_t whole = std::size_t{layout.blocksWide(component)} * DCTSIZE2;
        const std::size_t padded = std::size_t{layout.paddedWide(component)} * DCTSIZE2;
        const std::uint32_t high = layout.blocksHigh(component);
        const std::uint32_t rows = padding != nullptr ? layout.paddedHigh(component) : high;
        for (std::uint32_t row = 0; row < rows; ++row) {
            JCOEF* to = rowOf(encoder.jpeg, encoder.arrays[c], row, true)[0];
            const std::size_t real = row < high ? whole : 0;
            std::copy(values, values + real, to);
            values += real;
            if (padding != nullptr) {
                std::copy(padding, padding + (padded - real), to + real);
                padding += padded - real;
            }
        }
    }
}
[[gnu::noinline]] bool copyIn(Encoder& encoder, const JpegLayout& layout, const std::int16_t* values,
                              const std::int16_t* padding) {
    if (setjmp(encoder.fault.escape) != 0)
        return false;
    copyRowsIn(encoder, layout, values, padding);
    jpeg_finish_compress(&encoder.jpeg);
    return true;
}

}  // namespace

bool keepsPadding(const JpegLayout& layout) {
    return !layout.progressive && layout.scans.size() == 1 && layout.components.size() > 1 &&
           layout.width <= JPEG_MAX_DIMENSION - 32 && layout.height <= JPEG_MAX_DIMENSION - 32;
}

base::Result<JpegCoefficients> decodeJpeg(base::ByteView file, const JpegLayout& layout,
                                          base::TaskContext& task) {
    Decoder decoder;
    decoder.watch.manager.progress_monitor = onProgress;
    decoder.watch.task = &task;
    if (!readScans(decoder, file.first(layout.end), memoryLimit(layout)))
        return fail(decoder.fault.code, "JPEG data");
    JpegCoefficients coefficients;
    std::size_t blocks = 0;
    std::size_t allBlocks = 0;
    if (decoder.jpeg.num_components != static_cast<int>(layout.components.size()))
        return fail(ErrorCode::kCoverDamaged, "JPEG frame header");
    for (std::size_t c = 0; c < layout.components.size(); ++c) {
        const auto& component = layout.components[c];
        const auto& read = decoder.jpeg.comp_info[c];
        if (read.width_in_blocks != layout.blocksWide(component) ||
            read.height_in_blocks != layout.blocksHigh(component) || read.quant_table == nullptr)
            return fail(ErrorCode::kCoverDamaged, "JPEG frame header");
        blocks += std::size_t{layout.blocksWide(component)} * layout.blocksHigh(component);
        allBlocks += std::size_t{layout.paddedWide(component)} * layout.paddedHigh(component);
        auto& table = coefficients.quantisation.emplace_back();
        std::ranges::copy(read.quant_table->quantval, table.begin());
    }
    coefficients.values.resize(blocks * DCTSIZE2);
    const bool padded = keepsPadding(layout);
    if (padded)
        coefficients.padding.resize((allBlocks - blocks) * DCTSIZE2 + 1);
    if (!copyOut(decoder, layout, coefficients.values.data(), padded ? coefficients.padding.data() : nullptr))
        return fail(decoder.fault.code, "JPEG data");
    if (padded)
        coefficients.padding.pop_back();
    if (!withinLimits(coefficients.values) || !withinLimits(coefficients.padding))
        return fail(ErrorCode::kCoverDamaged, "JPEG coefficient out of range");
    return coefficients;
}

base::Result<base::Bytes> encodeJpeg(const JpegLayout& layout, std::span<const std::int16_t> values,
                                     std::span<const std::int16_t> padding,
                                     const std::vector<base::ByteView>* fixedTables) {
    if (!withinLimits(values))
        return fail(ErrorCode::kInvalidArgument, "JPEG coefficient out of range");
    const auto encoder = std::make_unique<Encoder>();
    encoder->scans = scriptOf(layout);
    const bool padded = keepsPadding(layout);
    if (!beginWriting(*encoder, layout, fixedTables, padded) ||
        !copyIn(*encoder, layout, values.data(), padded ? padding.data() : nullptr))
        return fail(
            encoder->fault.code == ErrorCode::kOutOfMemory ? ErrorCode::kOutOfMemory : ErrorCode::kInternal,
            "JPEG encoder");
    return std::move(encoder->output.written);
}

}  // namespace medveil::stego
