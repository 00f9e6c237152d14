// Descriptors that travel between processes over a Unix socket. For the inside of this room. Any thread, one
// at a time for each socket.
#pragma once

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

namespace medveil::imaging {

class Descriptor {
  public:
    explicit Descriptor(int number = -1) : m_number(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : m_number(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        reset(other.release());
        return *this;
    }
    ~Descriptor() { reset(); }
    int get() const { return m_number; }
    int release() {
        const int number = m_number;
        m_number = -1;
        return number;
    }
    void reset(int number = -1) {
        if (m_number >= 0)
            ::close(m_number);
        m_number = number;
    }

  private:
    int m_number;
};

/// One byte and these descriptors.
template <std::size_t kCount>
bool sendDescriptors(int socket, const std::array<int, kCount>& descriptors) {
    char byte = 'd';
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kCount)> space{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    cmsghdr* const head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int) * kCount);
    std::memcpy(CMSG_DATA(head), descriptors.data(), sizeof(int) * kCount);
    return ::sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

/// False at the end, and for anything else than what sendDescriptors() sends.
template <std::size_t kCount>
bool receiveDescriptors(int socket, std::array<Descriptor, kCount>& descriptors) {
    char byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kCount)> space{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    ssize_t count = 0;
    do
        count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    const cmsghdr* const head = CMSG_FIRSTHDR(&message);
    if (count != 1 || head == nullptr || head->cmsg_type != SCM_RIGHTS)
        return false;
    std::array<int, kCount> numbers{};
    const auto got = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    std::memcpy(numbers.data(), CMSG_DATA(head), sizeof(int) * std::min(got, kCount));
    for (std::size_t i = 0; i < std::min(got, kCount); ++i)
        descriptors[i].reset(numbers[i]);
    return got == kCount;
}

}  // namespace medveil::imaging
