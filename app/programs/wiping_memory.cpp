// Linked into the programs that hold keys: what is freed is overwritten first, whoever frees it. Qt, OpenSSL,
// SQLite and the C++ library all take their memory from malloc, so the definitions here, which stand in front
// of the C library's, reach every text, page and key that anybody gives back. What they do not reach: memory
// still in use, stacks (base::wipeStack), and what a display server keeps.
//
// Blocks that the C library maps by themselves go back to the kernel, which gives out nothing but zeros.
// Sanitizers have a malloc of their own: there this file is empty.
#include <cstddef>

#include <malloc.h>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(__GLIBC__)

#include <cstring>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void __libc_free(void* block);
}

namespace {

/// The C library notes in the word before a block that it was mapped by itself.
bool isMapped(const void* block) {
    constexpr std::size_t kMapped = 2;
    std::size_t head = 0;
    std::memcpy(&head, static_cast<const char*>(block) - sizeof head, sizeof head);
    return (head & kMapped) != 0;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void free(void* block) {
    if (block != nullptr && !isMapped(block))
        ::explicit_bzero(block, ::malloc_usable_size(block));
    __libc_free(block);
}

void* realloc(void* block, std::size_t size) {
    if (block == nullptr || size == 0 || isMapped(block)) {
        if (block != nullptr && size == 0) {
            free(block);
            return nullptr;
        }
        return __libc_realloc(block, size);
    }
    const std::size_t has = ::malloc_usable_size(block);
    // Room enough, and not much too much: it stays where it is.
    if (size <= has && size >= has / 2) {
        ::explicit_bzero(static_cast<char*>(block) + size, has - size);
        return block;
    }
    void* const moved = __libc_malloc(size);
    if (moved == nullptr)
        return nullptr;
    std::memcpy(moved, block, has < size ? has : size);
    free(block);
    return moved;
}

}  // extern "C"
#pragma GCC visibility pop

#endif
