#include <algorithm>
#include <cstdint>

#include <sanitizer/lsan_interface.h>

#include "core/crypto/random.h"
#include "core/message/open.h"
#include "core/message/seal.h"

using namespace medveil;

namespace {
struct Discard final : message::Quarantine {
    base::Result<void> begin(std::size_t, const format::AttachmentEntry&) override { return {}; }
    base::Result<void> write(base::ByteView) override { return {}; }
};
struct Fixture {
    identity::Identity person = identity::createIdentity({"A", "", {}}, 1).value();
    base::Bytes blob;
    crypto::SymmetricKey key;
    Fixture() {
        message::Draft draft;
        draft.body = format::encodeBody({{true, "1", "Ida"}, "text"});
        base::MemorySink sink(blob);
        base::NullTaskContext task;
        key =
            message::seal(person, {person.card.card}, draft, {}, message::KeyTransport::kStanzas, sink, task)
                ->key.clone();
    }
};
}  // namespace

// A real sealed message with bytes of the input laid over it at a place of its choosing: accepted only when
// nothing changed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // What OpenSSL and QCA keep for the life of the process once an RSA key was made is not ours to free.
    static const Fixture& fixture = *[] {
        const __lsan::ScopedDisabler once;
        return new Fixture;
    }();
    if (size < 3)
        return 0;
    auto bytes = fixture.blob;
    const std::size_t at = (std::size_t{data[0]} | std::size_t{data[1]} << 8) % bytes.size();
    std::copy_n(data + 3, std::min(size - 3, bytes.size() - at),
                bytes.begin() + static_cast<std::ptrdiff_t>(at));
    if (data[2] & 1U)
        bytes.resize(at);
    base::MemorySource source(bytes);
    base::NullTaskContext task;
    Discard discard;
    const auto senders = [](const format::PersonId&, std::uint64_t) {
        return std::optional(fixture.person.card);
    };
    const auto opened = message::open(source, bytes.size(), fixture.person,
                                      data[2] & 2U ? &fixture.key : nullptr, senders, discard, task);
    if (opened && bytes != fixture.blob)
        __builtin_trap();
    return 0;
}
