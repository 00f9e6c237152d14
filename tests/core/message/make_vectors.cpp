// Makes the test vectors of tests/vectors/blob: sound messages, in each suite and at each bound; more than a
// hundred with one fault each; and some with two.
//
//   make_vectors FOLDER
//
// What it made once is kept for ever: a file that is there stays as it is, and new ones belong at the end.
// The reader's and sender's keys are test keys and lie beside the messages. index.txt has a line for each
// file: name, expected error (or "ok"), what is wrong.
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <optional>

#include "core/base/byte_writer.h"
#include "core/base/file_system.h"
#include "core/crypto/aead.h"
#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"
#include "core/format/manifest.h"
#include "core/message/key_wrap.h"
#include "tests/support/people.h"

using namespace medveil;

namespace {

constexpr std::int64_t kBeginOf2200 = 7'258'118'400'000;  ///< the last millisecond that a time may be

/// Sender, reader, other and stranger: those of the vectors that are there, else new ones.
std::array<std::optional<identity::Identity>, 4> g_people;

const identity::Identity& person(std::size_t index) {
    return g_people.at(index).value();
}

/// Everything that goes into a message, each part open to one fault.
struct Parts {
    format::Suite suite = format::Suite::kX25519ChaCha20;
    format::Manifest manifest;
    base::Bytes manifestBytes;  ///< empty: encoded from `manifest`
    base::Bytes body;
    base::Bytes attachment;
    std::uint64_t paddedTo = 0;  ///< 0: padme
    base::Byte paddingByte = 0;
    std::uint32_t lengthPrefix = 0;  ///< 0: true length
    bool breakCommitment = false;
    bool breakMac = false;
    bool wrongKeyInStanzas = false;
    bool otherReader = false;
    int stanzas = 4;
    bool signByOther = false;
    bool signOtherSuite = false;
    bool signOtherManifest = false;
    bool lastChunkInner = false;
    bool dataChunkLast = false;
    std::uint64_t firstCounter = 0;
    std::function<void(base::Bytes&)> header;  ///< on the clear header, before the MAC
    std::function<void(base::Bytes&)> file;    ///< on the finished file
};

Parts soundParts(format::Suite suite) {
    Parts parts;
    parts.suite = suite;
    parts.manifest.message = crypto::randomValue<format::MessageId>();
    parts.manifest.sender = person(0).person();
    parts.manifest.device = person(0).device;
    parts.manifest.recipients = {person(1).person()};
    parts.manifest.sequence = 7;
    parts.manifest.created = 1'800'000'000'000;
    const auto body = format::encodeBody({{true, "MRN-1", "Ida Berg"}, "Potassium is 6.1"});
    parts.body.assign(body.begin(), body.end());
    parts.attachment = base::toBytes(base::asBytes("attached"));
    parts.manifest.bodySize = parts.body.size();
    parts.manifest.attachments = {{"scan.dcm", "application/dicom", parts.attachment.size()}};
    return parts;
}

base::Bytes build(const Parts& parts) {
    const auto key = crypto::randomKey();
    const auto inStanzas = parts.wrongKeyInStanzas ? crypto::randomKey() : key.clone();
    format::BlobHeader header;
    header.suite = parts.suite;
    header.salt = crypto::randomValue<format::BlobSalt>();
    for (int i = 0; i < parts.stanzas; ++i) {
        const auto decoy = crypto::randomKey();
        const auto& reader = person(parts.otherReader ? 2 : 1).card.card;
        header.stanzas.push_back(message::wrapKey(parts.suite, reader, i == 2 ? inStanzas : decoy).value());
    }
    format::encodeClear(header);
    if (parts.header)
        parts.header(header.clear);
    auto keys = message::deriveKeys(key, header.clear);
    base::ByteWriter out;
    if (parts.breakMac)
        keys.mac.bytes[5] ^= 1;
    if (parts.breakCommitment)
        keys.commitment.bytes[5] ^= 1;
    out.raw(header.clear).raw(keys.mac.view()).raw(keys.commitment.view());

    const auto manifest =
        parts.manifestBytes.empty() ? format::encodeManifest(parts.manifest) : parts.manifestBytes;
    base::ByteWriter plain;
    plain.integer(parts.lengthPrefix != 0 ? parts.lengthPrefix : static_cast<std::uint32_t>(manifest.size()));
    plain.raw(manifest).raw(parts.body).raw(parts.attachment);
    auto text = plain.take();
    text.resize(static_cast<std::size_t>(parts.paddedTo != 0 ? parts.paddedTo : format::padme(text.size())),
                parts.paddingByte);

    crypto::ChunkCipher cipher(message::algorithmOf(parts.suite), keys.payload);
    base::Bytes sealed(text.size() + crypto::kTagBytes);
    const auto inner = parts.dataChunkLast ? crypto::ChunkPosition::kLast : crypto::ChunkPosition::kInner;
    (void)cipher.seal(parts.firstCounter, inner, text, sealed);
    out.raw(sealed);
    crypto::TreeHash tree;
    tree.append(crypto::TreeHash::leaf(sealed));
    const auto signedSuite =
        parts.signOtherSuite ? static_cast<format::Suite>(3 - static_cast<int>(parts.suite)) : parts.suite;
    const auto manifestHash = parts.signOtherManifest ? crypto::sha256({}) : crypto::sha256(manifest);
    const auto signature =
        crypto::sign(person(parts.signByOther ? 3 : 0).signing, message::kBlobContext,
                     message::signedStatement(signedSuite, keys.headerHash, manifestHash, tree.root(), 1));
    base::Bytes last(format::kSignatureChunkBytes + crypto::kTagBytes);
    const auto final = parts.lastChunkInner ? crypto::ChunkPosition::kInner : crypto::ChunkPosition::kLast;
    (void)cipher.seal(parts.firstCounter + 1, final, signature.view(), last);
    out.raw(last);
    auto file = out.take();
    if (parts.file)
        parts.file(file);
    return file;
}

class Shelf {
  public:
    explicit Shelf(base::Path folder) : m_folder(std::move(folder)) {}

    bool has(const std::string& name) const { return std::filesystem::exists(m_folder / name); }
    base::Bytes content(const std::string& name) const {
        return base::readWholeFile(base::systemFileSystem(), m_folder / name, 1 << 20).value();
    }
    void put(const std::string& name, base::ByteView bytes) {
        (void)base::writeWholeFile(base::systemFileSystem(), m_folder / name, bytes);
    }
    void add(const std::string& expected, const std::string& what, const Parts& parts) {
        std::array<char, 24> name{};
        std::snprintf(name.data(), name.size(), "%03d.blob", ++m_count);
        if (!has(name.data()))
            put(name.data(), build(parts));
        m_index += std::string(name.data()) + "\t" + expected + "\t" + what + "\n";
    }
    /// One fault applied to a sound message.
    void fault(format::Suite suite, const std::string& expected, const std::string& what,
               const std::function<void(Parts&)>& change) {
        auto parts = soundParts(suite);
        change(parts);
        add(expected, what, parts);
    }
    void finish() { put("index.txt", base::asBytes(m_index)); }

  private:
    base::Path m_folder;
    std::string m_index;
    int m_count = 0;
};

void headerFaults(Shelf& shelf, format::Suite suite) {
    const auto onFile = [&](const std::string& expected, const std::string& what, std::size_t at,
                            base::Byte value) {
        shelf.fault(suite, expected, what,
                    [=](Parts& p) { p.file = [=](base::Bytes& f) { f[at] = value; }; });
    };
    onFile("malformed", "another magic", 0, 'M');
    onFile("malformed", "magic of another version byte", 7, 2);
    onFile("unknown-version", "version 2", 8, 2);
    onFile("unknown-version", "version 0", 8, 0);
    onFile("unknown-suite", "suite 0", 9, 0);
    onFile("unknown-suite", "suite 3", 9, 3);
    onFile("malformed", "no stanzas", 10, 0);
    onFile("malformed", "three stanzas", 10, 3);
    onFile("malformed", "128 stanzas", 10, 128);
    onFile("malformed", "reserved byte set", 11, 1);
    const auto bent = [&](const std::string& what, std::size_t at) {
        shelf.fault(suite, "authentication-failed", what,
                    [=](Parts& p) { p.file = [=](base::Bytes& f) { f[at] ^= 1; }; });
    };
    bent("a bit of the salt", 20);
    bent("a bit of a decoy stanza", format::kBlobFixedBytes + 5);
    shelf.fault(suite, "authentication-failed", "a bit of the real stanza", [=](Parts& p) {
        p.file = [=](base::Bytes& f) {
            f[format::kBlobFixedBytes + 2 * format::stanzaBytes(suite) + format::stanzaBytes(suite) - 1] ^= 1;
        };
    });
}

void keyFaults(Shelf& shelf, format::Suite suite) {
    shelf.fault(suite, "authentication-failed", "header MAC", [](Parts& p) { p.breakMac = true; });
    shelf.fault(suite, "authentication-failed", "key commitment", [](Parts& p) { p.breakCommitment = true; });
    shelf.fault(suite, "authentication-failed", "stanza with another file key",
                [](Parts& p) { p.wrongKeyInStanzas = true; });
    shelf.fault(suite, "not-for-me", "sealed for somebody else", [](Parts& p) { p.otherReader = true; });
    shelf.fault(suite, "sender-unverified", "signed by somebody else",
                [](Parts& p) { p.signByOther = true; });
    shelf.fault(suite, "sender-unverified", "signature over the other suite",
                [](Parts& p) { p.signOtherSuite = true; });
    shelf.fault(suite, "sender-unverified", "signature over another manifest",
                [](Parts& p) { p.signOtherManifest = true; });
    shelf.fault(suite, "authentication-failed", "signature chunk without the last flag",
                [](Parts& p) { p.lastChunkInner = true; });
    shelf.fault(suite, "authentication-failed", "data chunk with the last flag",
                [](Parts& p) { p.dataChunkLast = true; });
    shelf.fault(suite, "authentication-failed", "counter begins at 1", [](Parts& p) { p.firstCounter = 1; });
    shelf.fault(suite, "not-intended-reader", "reader is not among the recipients",
                [](Parts& p) { p.manifest.recipients = {person(2).person()}; });
    shelf.fault(suite, "unknown-contact", "sender whose card is not known",
                [](Parts& p) { p.manifest.sender = test::person(4).person(); });
}

void lengthFaults(Shelf& shelf, format::Suite suite) {
    const std::size_t header =
        format::kBlobFixedBytes + 4 * format::stanzaBytes(suite) + format::kBlobMacBytes;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{11}, format::kBlobFixedBytes,
                                   header - 1, header, header + 16, header + 17 + 79})
        shelf.fault(suite, "unexpected-end", "cut to " + std::to_string(size) + " bytes",
                    [=](Parts& p) { p.file = [=](base::Bytes& f) { f.resize(size); }; });
    shelf.fault(suite, "authentication-failed", "last byte missing",
                [](Parts& p) { p.file = [](base::Bytes& f) { f.pop_back(); }; });
    shelf.fault(suite, "authentication-failed", "a byte behind the end",
                [](Parts& p) { p.file = [](base::Bytes& f) { f.push_back(0); }; });
    shelf.fault(suite, "malformed", "padded to another size", [](Parts& p) { p.paddedTo = 1024; });
    shelf.fault(suite, "malformed", "padding that is not zero", [](Parts& p) {
        p.paddingByte = 1;
        p.paddedTo = 0;
    });
    shelf.fault(suite, "malformed", "manifest longer than its chunk",
                [](Parts& p) { p.lengthPrefix = 100'000; });
    shelf.fault(suite, "malformed", "manifest over its bound", [](Parts& p) { p.lengthPrefix = 0xffffffff; });
    shelf.fault(suite, "unexpected-end", "manifest length too small by one", [](Parts& p) {
        p.lengthPrefix = static_cast<std::uint32_t>(format::encodeManifest(p.manifest).size() - 1);
    });
    shelf.fault(suite, "malformed", "manifest length too large by one", [](Parts& p) {
        p.lengthPrefix = static_cast<std::uint32_t>(format::encodeManifest(p.manifest).size() + 1);
    });
    shelf.fault(suite, "malformed", "body longer than said",
                [](Parts& p) { p.body.insert(p.body.end(), 300, 'x'); });
}

void manifestFaults(Shelf& shelf, format::Suite suite) {
    const auto name = [&](const std::string& expected, const std::string& text, const std::string& what) {
        shelf.fault(suite, expected, "attachment name: " + what,
                    [=](Parts& p) { p.manifest.attachments[0].name = text; });
    };
    name("malformed", "../scan.dcm", "a path upwards");
    name("malformed", "a/b", "a slash");
    name("malformed", "a\\b", "a backslash");
    name("malformed", "..", "two dots");
    name("malformed", "NUL.txt", "a device of Windows");
    name("malformed", "com7", "another device of Windows");
    name("malformed", "scan.", "a dot at the end");
    name("malformed", "", "empty");
    name("malformed", "a\nb", "a line feed");
    name("malformed",
         "scan\xe2\x80\xae"
         "mcd.exe",
         "text turned around");
    name("malformed", "a\xc0\xaf", "an overlong slash");
    name("malformed", "\xed\xa0\x80", "half a surrogate");
    name("too-large", std::string(201, 'a'), "201 bytes");
    shelf.fault(suite, "malformed", "no recipients", [](Parts& p) { p.manifest.recipients.clear(); });
    shelf.fault(suite, "malformed", "a recipient twice",
                [](Parts& p) { p.manifest.recipients.push_back(p.manifest.recipients[0]); });
    shelf.fault(suite, "unknown-version", "content type 3",
                [](Parts& p) { p.manifest.type = static_cast<format::ContentType>(3); });
    shelf.fault(suite, "malformed", "expires before it was made", [](Parts& p) { p.manifest.expires = 1; });
    shelf.fault(suite, "too-large", "made in the year 144683",
                [](Parts& p) { p.manifest.created = (std::int64_t{1} << 52) + 1; });
    shelf.fault(suite, "malformed", "grant id of 15 bytes",
                [](Parts& p) { p.manifest.grant = base::Bytes(15); });
    shelf.fault(suite, "malformed", "cover name with a slash",
                [](Parts& p) { p.manifest.coverName = "a/b.png"; });
    shelf.fault(suite, "too-large", "body over its bound",
                [](Parts& p) { p.manifest.bodySize = format::kBodyLimit + 1; });
    const auto raw = [&](const std::string& expected, const std::string& what,
                         const std::function<void(base::Bytes&)>& change) {
        shelf.fault(suite, expected, "manifest: " + what, [=](Parts& p) {
            p.manifestBytes = format::encodeManifest(p.manifest);
            change(p.manifestBytes);
        });
    };
    raw("unknown-version", "version 2", [](base::Bytes& m) { m[1] = 2; });
    raw("malformed", "13 fields", [](base::Bytes& m) { m[0] = 0x8d; });
    raw("malformed", "a map", [](base::Bytes& m) { m[0] = 0xae; });
    raw("malformed", "indefinite length", [](base::Bytes& m) { m[0] = 0x9f; });
    raw("malformed", "version in two bytes", [](base::Bytes& m) {
        m[1] = 0x18;
        m.insert(m.begin() + 2, 1);
    });
    raw("malformed", "a tag", [](base::Bytes& m) { m.insert(m.begin() + 1, 0xc1); });
    raw("malformed", "a byte behind its end", [](base::Bytes& m) { m.push_back(0); });
    raw("malformed", "message id of 15 bytes", [](base::Bytes& m) {
        m[2] = 0x4f;
        m.erase(m.begin() + 3);
    });
}

/// The bound of a time, and one above it.
void times(Shelf& shelf, format::Suite suite) {
    shelf.fault(suite, "ok", "made at 2200-01-01, to the millisecond",
                [](Parts& p) { p.manifest.created = kBeginOf2200; });
    shelf.fault(suite, "too-large", "made a millisecond after 2200-01-01",
                [](Parts& p) { p.manifest.created = kBeginOf2200 + 1; });
    shelf.fault(suite, "ok", "expires at 2200-01-01, to the millisecond",
                [](Parts& p) { p.manifest.expires = kBeginOf2200; });
    shelf.fault(suite, "too-large", "expires a millisecond after 2200-01-01",
                [](Parts& p) { p.manifest.expires = kBeginOf2200 + 1; });
}

constexpr std::size_t kHeaderBytes = format::kBlobFixedBytes + 4 * 80 + format::kBlobMacBytes;  ///< suite 1

void cutTo(Parts& parts, std::size_t size) {
    parts.file = [size](base::Bytes& f) { f.resize(size); };
}

/// Bounds that a whole message reaches; those of its parts are in tests/vectors/content.
void bounds(Shelf& shelf) {
    const auto suite = format::Suite::kX25519ChaCha20;
    for (const int count : {8, 16, 32, 64})
        shelf.fault(suite, "ok", std::to_string(count) + " stanzas", [=](Parts& p) { p.stanzas = count; });
    shelf.fault(format::Suite::kRsaAes256, "ok", "64 stanzas", [](Parts& p) { p.stanzas = 64; });
    const auto recipients = [&](const std::string& expected, std::size_t others) {
        shelf.fault(suite, expected, std::to_string(others + 1) + " recipients", [=](Parts& p) {
            for (std::size_t i = 0; i < others; ++i)
                p.manifest.recipients.push_back(crypto::randomValue<format::PersonId>());
            std::sort(p.manifest.recipients.begin(), p.manifest.recipients.end());
        });
    };
    recipients("ok", 63);
    recipients("too-large", 64);
    const auto attachments = [&](const std::string& expected, std::size_t others) {
        shelf.fault(suite, expected, std::to_string(others + 1) + " attachments", [=](Parts& p) {
            for (std::size_t i = 0; i < others; ++i)
                p.manifest.attachments.push_back({"empty-" + std::to_string(i), "", 0});
        });
    };
    attachments("ok", 255);
    attachments("too-large", 256);
    const auto set = [&](const std::string& expected, const std::string& what,
                         const std::function<void(format::Manifest&)>& change) {
        shelf.fault(suite, expected, what, [=](Parts& p) { change(p.manifest); });
    };
    set("ok", "attachment name: 200 bytes",
        [](format::Manifest& m) { m.attachments[0].name = std::string(200, 'a'); });
    set("ok", "media type of 100 bytes",
        [](format::Manifest& m) { m.attachments[0].mediaType = std::string(100, 'a'); });
    set("too-large", "media type of 101 bytes",
        [](format::Manifest& m) { m.attachments[0].mediaType = std::string(101, 'a'); });
    set("ok", "cover name of 200 bytes", [](format::Manifest& m) { m.coverName = std::string(200, 'a'); });
    set("too-large", "cover name of 201 bytes",
        [](format::Manifest& m) { m.coverName = std::string(201, 'a'); });
    set("ok", "made in 1970", [](format::Manifest& m) { m.created = 0; });
    set("ok", "a grant of 16 bytes", [](format::Manifest& m) { m.grant = base::Bytes(16); });
    set("ok", "manifest: version 2",
        [](format::Manifest& m) { m.previous = {crypto::randomValue<format::MessageId>()}; });
    // One sealed byte is a chunk, though no message; none is no chunk.
    shelf.fault(suite, "unexpected-end", "a data chunk of no text",
                [](Parts& p) { cutTo(p, kHeaderBytes + 16 + 80); });
    shelf.fault(suite, "authentication-failed", "a data chunk cut to one byte of text",
                [](Parts& p) { cutTo(p, kHeaderBytes + 17 + 80); });
}

/// What is checked first names the refusal: core/spec/blob.md, "Order of checks".
void twoFaults(Shelf& shelf) {
    const auto both = [&](const std::string& expected, const std::string& what,
                          const std::function<void(Parts&)>& change) {
        shelf.fault(format::Suite::kX25519ChaCha20, expected, "two faults: " + what, change);
    };
    const auto onFile = [&](const std::string& expected, const std::string& what,
                            const std::function<void(base::Bytes&)>& change) {
        both(expected, what, [=](Parts& p) { p.file = change; });
    };
    const auto lateMade = [](Parts& p) { p.manifest.created = kBeginOf2200 + 1; };
    const auto notMeant = [](Parts& p) { p.manifest.recipients = {person(2).person()}; };
    onFile("unexpected-end", "cut to 43 bytes, another magic", [](base::Bytes& f) {
        f[0] = 'M';
        f.resize(43);
    });
    onFile("malformed", "another magic, version 2", [](base::Bytes& f) { f[0] = 'M', f[8] = 2; });
    onFile("unknown-version", "version 2, suite 3", [](base::Bytes& f) { f[8] = 2, f[9] = 3; });
    onFile("unknown-version", "version 2, cut to 44 bytes", [](base::Bytes& f) {
        f[8] = 2;
        f.resize(44);
    });
    onFile("unknown-suite", "suite 3, three stanzas", [](base::Bytes& f) { f[9] = 3, f[10] = 3; });
    onFile("malformed", "three stanzas, cut to 44 bytes", [](base::Bytes& f) {
        f[10] = 3;
        f.resize(44);
    });
    both("unexpected-end", "no data chunk, sealed for somebody else", [](Parts& p) {
        p.otherReader = true;
        cutTo(p, kHeaderBytes + 16 + 80);
    });
    both("not-for-me", "sealed for somebody else, header MAC",
         [](Parts& p) { p.otherReader = p.breakMac = true; });
    both("authentication-failed", "header MAC, made after 2200", [=](Parts& p) {
        p.breakMac = true;
        lateMade(p);
    });
    both("authentication-failed", "a bit of the data chunk, made after 2200", [=](Parts& p) {
        p.file = [](base::Bytes& f) { f[kHeaderBytes + 200] ^= 1; };
        lateMade(p);
    });
    both("malformed", "manifest longer than its chunk, made after 2200", [=](Parts& p) {
        p.lengthPrefix = 100'000;
        lateMade(p);
    });
    both("malformed", "no recipients, content type 3", [](Parts& p) {
        p.manifest.recipients.clear();
        p.manifest.type = static_cast<format::ContentType>(3);
    });
    both("unknown-version", "content type 3, made after 2200", [=](Parts& p) {
        p.manifest.type = static_cast<format::ContentType>(3);
        lateMade(p);
    });
    both("too-large", "made after 2200, padded to another size", [=](Parts& p) {
        lateMade(p);
        p.paddedTo = 1024;
    });
    both("too-large", "made after 2200, signature chunk without the last flag", [=](Parts& p) {
        lateMade(p);
        p.lastChunkInner = true;
    });
    both("too-large", "made after 2200, signed by somebody else", [=](Parts& p) {
        lateMade(p);
        p.signByOther = true;
    });
    both("malformed", "padding that is not zero, signature chunk without the last flag",
         [](Parts& p) { p.paddingByte = 1, p.lastChunkInner = true; });
    both("malformed", "padding that is not zero, signed by somebody else",
         [](Parts& p) { p.paddingByte = 1, p.signByOther = true; });
    both("authentication-failed", "signature chunk without the last flag, sender whose card is not known",
         [](Parts& p) {
             p.lastChunkInner = true;
             p.manifest.sender = test::person(4).person();
         });
    both("unknown-contact", "sender whose card is not known, signed by somebody else", [](Parts& p) {
        p.manifest.sender = test::person(4).person();
        p.signByOther = true;
    });
    both("unknown-contact", "sender whose card is not known, reader is not among the recipients",
         [=](Parts& p) {
             p.manifest.sender = test::person(4).person();
             notMeant(p);
         });
    both("sender-unverified", "signed by somebody else, reader is not among the recipients", [=](Parts& p) {
        p.signByOther = true;
        notMeant(p);
    });
    both("not-intended-reader", "reader is not among the recipients, a body that is none", [=](Parts& p) {
        std::fill(p.body.begin(), p.body.end(), base::Byte{0xff});
        notMeant(p);
    });
}

void loadPeople(Shelf& shelf) {
    constexpr std::array kNames = {"sender", "reader", "other", "stranger"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const auto name = std::string(kNames[i]) + ".identity";
        if (!shelf.has(name))
            shelf.put(name, identity::encodeIdentity(test::person(i)).value());
        g_people[i] = identity::decodeIdentity(shelf.content(name)).value();
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2)
        return 2;
    Shelf shelf(argv[1]);
    loadPeople(shelf);
    for (const auto suite : {format::Suite::kX25519ChaCha20, format::Suite::kRsaAes256}) {
        shelf.add("ok", "a sound message", soundParts(suite));
        headerFaults(shelf, suite);
        keyFaults(shelf, suite);
        if (suite == format::Suite::kX25519ChaCha20) {
            lengthFaults(shelf, suite);
            manifestFaults(shelf, suite);
        }
    }
    // The same faults below the key exchange need one suite; a second reading of lengths in the other keeps
    // both honest.
    lengthFaults(shelf, format::Suite::kRsaAes256);
    // The vectors above begin with the first version of the format; each addition comes behind them.
    for (const auto suite : {format::Suite::kX25519ChaCha20, format::Suite::kRsaAes256})
        times(shelf, suite);
    bounds(shelf);
    twoFaults(shelf);
    shelf.finish();
    return 0;
}
