// Carries the headers that tests share, compiled beforehand; see tests/CMakeLists.txt.
