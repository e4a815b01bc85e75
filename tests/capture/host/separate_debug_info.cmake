# Puts the debug information of FILE into DIRECTORY, as distributions do.
execute_process(COMMAND ${READELF} -n ${FILE} OUTPUT_VARIABLE notes COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "Build ID: ([0-9a-f][0-9a-f])([0-9a-f]+)" found "${notes}")
set(debug_file ${DIRECTORY}/.build-id/${CMAKE_MATCH_1}/${CMAKE_MATCH_2}.debug)
get_filename_component(debug_directory ${debug_file} DIRECTORY)
file(MAKE_DIRECTORY ${debug_directory})
execute_process(COMMAND ${OBJCOPY} --only-keep-debug ${FILE} ${debug_file}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${OBJCOPY} --strip-all ${FILE} COMMAND_ERROR_IS_FATAL ANY)
