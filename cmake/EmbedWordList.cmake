# Turns a list of words, one a line, into a C++ array: INPUT, OUTPUT.
file(STRINGS "${INPUT}" words)
list(LENGTH words count)
set(text "// Generated from resources/wordlists/eff_large.txt.\n#include \"core/identity/word_list.h\"\n\nnamespace medveil::identity {\nconst std::array<std::string_view, ${count}> kWords = {\n")
foreach(word IN LISTS words)
    string(APPEND text "\"${word}\",\n")
endforeach()
string(APPEND text "};\n}  // namespace medveil::identity\n")
file(WRITE "${OUTPUT}" "${text}")
