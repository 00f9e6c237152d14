#include "core/base/posix_file.h"

#include <cstdio>
#include <limits>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace medveil::base {

namespace {

class PosixFile final : public File {
  public:
    explicit PosixFile(int descriptor) : m_descriptor(descriptor) {}
    ~PosixFile() override {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    PosixFile(const PosixFile&) = delete;
    PosixFile& operator=(const PosixFile&) = delete;

    Result<std::size_t> read(MutableByteView buffer) override {
        std::size_t done = 0;
        while (done < buffer.size()) {
            const auto count =
                retrying([&] { return ::read(m_descriptor, buffer.data() + done, buffer.size() - done); });
            if (count < 0)
                return failErrno("read");
            if (count == 0)
                break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

    Result<void> write(ByteView bytes) override {
        while (!bytes.empty()) {
            const auto count = retrying([&] { return ::write(m_descriptor, bytes.data(), bytes.size()); });
            if (count < 0)
                return failErrno("write");
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }

    Result<std::uint64_t> size() override {
        struct stat status{};
        if (::fstat(m_descriptor, &status) != 0)
            return failErrno("stat");
        return static_cast<std::uint64_t>(status.st_size);
    }

    Result<void> seek(std::uint64_t offset) override {
        if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()))
            return fail(ErrorCode::kTooLarge, "offset");
        if (::lseek(m_descriptor, static_cast<off_t>(offset), SEEK_SET) < 0)
            return failErrno("seek");
        return {};
    }

    Result<void> sync() override {
        if (retrying([&] { return ::fsync(m_descriptor); }) != 0)
            return failErrno("sync");
        return {};
    }

    Result<void> close() override {
        // close is not retried: after EINTR the descriptor is already gone on Linux.
        const int result = ::close(std::exchange(m_descriptor, -1));
        if (result != 0 && errno != EINTR)
            return failErrno("close");
        return {};
    }

  private:
    int m_descriptor;
};

}  // namespace

std::unexpected<Error> failErrno(std::string_view what) {
    return fail(errorFromErrno(errno, what));
}

Result<std::unique_ptr<File>> fileFromDescriptor(int descriptor) {
    auto file = std::make_unique<PosixFile>(descriptor);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0)
        return failErrno("stat");
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::kNotRegularFile, "open");
    return file;
}

FileInfo::Kind kindOf(mode_t mode) {
    if (S_ISREG(mode))
        return FileInfo::Kind::kFile;
    return S_ISDIR(mode) ? FileInfo::Kind::kFolder : FileInfo::Kind::kOther;
}

std::optional<std::uint64_t> freeBytesOf(const struct statvfs& status) {
    if (status.f_blocks == 0)
        return std::nullopt;
    return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace medveil::base
