# Writes the files that generated kernels include into a C++ source.
#
# usage: cmake -DROOT=... -DOUTPUT=... -P embed-sources.cmake
include(${CMAKE_CURRENT_LIST_DIR}/embedded-files.cmake)

set(text "#include \"cuda/runtime/source_files.h\"\n\nnamespace switchyard::cuda {\n\n")
string(APPEND text "const SourceFile kSourceFiles[] = {\n")
foreach(file ${SY_EMBEDDED_FILES})
  file(READ ${ROOT}/${file} content)
  string(REGEX REPLACE "^native/" "" name ${file})
  string(APPEND text "    {\"${name}\", R\"sy(${content})sy\"},\n")
endforeach()
string(APPEND text "};\nconst size_t kSourceFileCount = sizeof(kSourceFiles) / sizeof(kSourceFiles[0]);\n\n")
string(APPEND text "}  // namespace switchyard::cuda\n")
file(WRITE ${OUTPUT} "${text}")
