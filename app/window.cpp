#include "app/window.h"

#include <cstdlib>
#include <string>
#include <utility>

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>

#include "app/key_chord.h"

namespace uvscope::app {
namespace {

// What still shows a tree, the transport and some events.
constexpr int kLeastWidth = 640, kLeastHeight = 400;

std::string glfwProblem() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text != nullptr ? text : "unknown reason";
}

Window& windowOf(GLFWwindow* window) {
  return *static_cast<Window*>(glfwGetWindowUserPointer(window));
}

}  // namespace

core::Result<std::unique_ptr<Window>> Window::create(const std::string& title, int width,
                                                     int height) {
  if (glfwInit() != GLFW_TRUE) {
    return core::Error{core::ErrorCode::System,
                       "no display to open a window on (" + glfwProblem() +
                           "); on a machine without one use `uvscope screenshot`"};
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "uvscope");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "uvscope");
  GLFWwindow* const window = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (window == nullptr) {
    core::Error error{core::ErrorCode::System,
                      "no window with OpenGL 3: " + glfwProblem() + "; install libgl1-mesa-dri"};
    glfwTerminate();
    return error;
  }
  glfwSetWindowSizeLimits(window, kLeastWidth, kLeastHeight, GLFW_DONT_CARE, GLFW_DONT_CARE);
  glfwMakeContextCurrent(window);
  glfwSwapInterval(1);
  return std::unique_ptr<Window>(new Window(window));
}

Window::Window(GLFWwindow* window) : window_(window) {
  glfwSetWindowUserPointer(window_, this);
  listen();
}

Window::~Window() {
  glfwDestroyWindow(window_);
  glfwTerminate();
}

// Before connect(): Dear ImGui's backend calls on to what was there.
void Window::listen() {
  glfwSetKeyCallback(window_, [](GLFWwindow* window, int key, int scancode, int action, int mods) {
    Window& self = windowOf(window);
    self.input_ = true;
    if (action == GLFW_RELEASE) return;
    if (std::string chord = keyChord(key, scancode, mods); !chord.empty()) {
      self.chords_.push_back(std::move(chord));
    }
  });
  glfwSetCharCallback(window_,
                      [](GLFWwindow* window, unsigned) { windowOf(window).input_ = true; });
  glfwSetMouseButtonCallback(
      window_, [](GLFWwindow* window, int, int, int) { windowOf(window).input_ = true; });
  glfwSetScrollCallback(window_,
                        [](GLFWwindow* window, double, double) { windowOf(window).input_ = true; });
  glfwSetCursorPosCallback(
      window_, [](GLFWwindow* window, double, double) { windowOf(window).input_ = true; });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) { windowOf(window).input_ = true; });
  glfwSetFramebufferSizeCallback(
      window_, [](GLFWwindow* window, int, int) { windowOf(window).input_ = true; });
  glfwSetDropCallback(window_, [](GLFWwindow* window, int count, const char** paths) {
    Window& self = windowOf(window);
    self.input_ = true;
    self.drops_.insert(self.drops_.end(), paths, paths + count);
  });
}

void Window::wake() {
  glfwPostEmptyEvent();
}

void Window::wait(double seconds) {
  if (seconds > 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
}

bool Window::closeWanted() const {
  return glfwWindowShouldClose(window_) != 0;
}

void Window::setTitle(const std::string& title) {
  glfwSetWindowTitle(window_, title.c_str());
}

void Window::setClipboard(const std::string& text) {
  glfwSetClipboardString(window_, text.c_str());
}

float Window::contentScale() const {
  float x = 1;
  float y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  // Where the framebuffer is larger than the window, the system scales already.
  int logical = 0;
  int real = 0;
  glfwGetWindowSize(window_, &logical, nullptr);
  glfwGetFramebufferSize(window_, &real, nullptr);
  const float done = logical > 0 ? static_cast<float>(real) / static_cast<float>(logical) : 1;
  return done > 0 ? x / done : x;
}

bool Window::visible() const {
  return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == 0;
}

void Window::show() {
  glfwShowWindow(window_);
}

void Window::swap() {
  glfwSwapBuffers(window_);
}

void Window::connect() {
  ImGui_ImplGlfw_InitForOpenGL(window_, true);
  connected_ = true;
}

void Window::disconnect() {
  if (std::exchange(connected_, false)) ImGui_ImplGlfw_Shutdown();
}

void Window::beginFrame() {
  ImGui_ImplGlfw_NewFrame();
}

}  // namespace uvscope::app
