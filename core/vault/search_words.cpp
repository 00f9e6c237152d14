#include "core/vault/search_words.h"

#include <algorithm>
#include <memory>
#include <new>

#include <sqlcipher/sqlite3.h>

#include "core/base/text_fold.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

using TakeWord = int (*)(void*, int, const char*, int, int, int);

/// unicode61, as FTS5 hands it out.
struct Splitter {
    fts5_tokenizer methods{};
    void* data = nullptr;
};

/// One for each table.
struct Words {
    fts5_tokenizer methods{};
    Fts5Tokenizer* splitter = nullptr;
};

struct Receiver {
    void* context = nullptr;
    TakeWord take = nullptr;
};

Words* wordsOf(Fts5Tokenizer* tokenizer) {
    return reinterpret_cast<Words*>(tokenizer);
}

int create(void* data, const char** arguments, int count, Fts5Tokenizer** out) {
    const auto* const splitter = static_cast<const Splitter*>(data);
    std::unique_ptr<Words> words(new (std::nothrow) Words);
    if (!words)
        return SQLITE_NOMEM;
    words->methods = splitter->methods;
    const int made = splitter->methods.xCreate(splitter->data, arguments, count, &words->splitter);
    if (made == SQLITE_OK)
        *out = reinterpret_cast<Fts5Tokenizer*>(words.release());
    return made;
}

void destroy(Fts5Tokenizer* tokenizer) {
    const std::unique_ptr<Words> words(wordsOf(tokenizer));
    words->methods.xDelete(words->splitter);
}

/// One word from unicode61, in small letters already: what one letter becomes two by is left to do.
int passFolded(void* context, int flags, const char* word, int size, int begin, int end) {
    const auto* const receiver = static_cast<const Receiver*>(context);
    const std::string_view text(word, static_cast<std::size_t>(size));
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return receiver->take(receiver->context, flags, word, size, begin, end);
    try {
        const auto folded = base::folded(text);
        return receiver->take(receiver->context, flags, folded.data(), static_cast<int>(folded.size()), begin,
                              end);
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    }
}

int tokenize(Fts5Tokenizer* tokenizer, void* context, int reason, const char* text, int size, TakeWord take) {
    auto* const words = wordsOf(tokenizer);
    Receiver receiver{context, take};
    return words->methods.xTokenize(words->splitter, &receiver, reason, text, size, passFolded);
}

fts5_api* apiOf(sqlite3* database) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

}  // namespace

base::Result<void> addFoldedWords(sqlite3* database) {
    auto* const api = apiOf(database);
    auto splitter = std::make_unique<Splitter>();
    if (api == nullptr ||
        api->xFindTokenizer(api, "unicode61", &splitter->data, &splitter->methods) != SQLITE_OK)
        return fail(ErrorCode::kCryptoUnavailable, "SQLCipher with FTS5 is needed");
    fts5_tokenizer methods{create, destroy, tokenize};
    const int made = api->xCreateTokenizer(api, "folded", splitter.get(), &methods,
                                           [](void* data) { delete static_cast<Splitter*>(data); });
    if (made != SQLITE_OK)
        return fail(ErrorCode::kOutOfMemory, "words of the search");
    splitter.release();
    return {};
}

}  // namespace medveil::vault
