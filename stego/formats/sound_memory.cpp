#include "stego/formats/sound_memory.h"

#include <algorithm>
#include <cstring>

namespace medveil::stego {

SF_VIRTUAL_IO soundIo() {
    SF_VIRTUAL_IO io{};
    io.get_filelen = [](void* user) { return static_cast<SoundMemory*>(user)->size(); };
    io.seek = [](sf_count_t offset, int whence, void* user) {
        auto& memory = *static_cast<SoundMemory*>(user);
        const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory.at : memory.size();
        memory.at = std::max<sf_count_t>(0, from + offset);
        return memory.at;
    };
    io.read = [](void* data, sf_count_t count, void* user) {
        auto& memory = *static_cast<SoundMemory*>(user);
        const auto left = std::max<sf_count_t>(0, memory.size() - memory.at);
        const auto take = std::min(count, left);
        const base::Byte* from = memory.out != nullptr ? memory.out->data() : memory.in.data();
        if (take > 0)
            std::memcpy(data, from + memory.at, static_cast<std::size_t>(take));
        memory.at += take;
        return take;
    };
    io.write = [](const void* data, sf_count_t count, void* user) {
        auto& memory = *static_cast<SoundMemory*>(user);
        if (memory.out == nullptr)
            return sf_count_t{0};
        const auto end = static_cast<std::size_t>(memory.at + count);
        if (memory.out->size() < end)
            memory.out->resize(end);
        std::memcpy(memory.out->data() + memory.at, data, static_cast<std::size_t>(count));
        memory.at += count;
        return count;
    };
    io.tell = [](void* user) { return static_cast<SoundMemory*>(user)->at; };
    return io;
}

}  // namespace medveil::stego
