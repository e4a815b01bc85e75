# What `cmake --install … --component library` installs: all that a program needs to be built with the
# library, and to run. Everything finds its neighbours from where it lies itself, so that the folder
# may be moved.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/uvscope)
install(TARGETS uvscope_library EXPORT uvscope
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT library)
install(DIRECTORY ${CMAKE_BINARY_DIR}/include/uvscope
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
install(EXPORT uvscope
  NAMESPACE uvscope:: FILE uvscope-targets.cmake DESTINATION ${package_dir} COMPONENT library)

configure_package_config_file(package/uvscope-config.cmake.in package/uvscope-config.cmake
  INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change what programs rely on.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/package/uvscope-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/package/uvscope-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/package/uvscope-config-version.cmake
  DESTINATION ${package_dir} COMPONENT library)

set(pkgconfig_dir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_to_prefix ${pkgconfig_dir} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
file(RELATIVE_PATH pc_libdir ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH pc_includedir ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(package/uvscope.pc.in package/uvscope.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/uvscope.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
