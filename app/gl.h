// OpenGL with its functions declared, not loaded: the vendor-neutral library exports them.
#pragma once

#define GL_GLEXT_PROTOTYPES  // NOLINT(readability-identifier-naming): the header's own switch
#include <GL/gl.h>
#include <GL/glext.h>
