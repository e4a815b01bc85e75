// A GLFW window with an OpenGL 3 context, and its input as Dear ImGui and the command table want
// it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

struct GLFWwindow;

namespace uvscope::app {

// One at a time; made, used and destroyed on the main thread. wake() alone may be called anywhere.
class Window {
 public:
  static core::Result<std::unique_ptr<Window>> create(const std::string& title, int width,
                                                      int height);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // Ends a wait, now or the next one.
  static void wake();

  // Sleeps until input, wake() or `seconds` have passed; 0: only takes what is there.
  void wait(double seconds);
  [[nodiscard]] bool closeWanted() const;
  void setTitle(const std::string& title);
  void setClipboard(const std::string& text);
  // The monitor's, as the system sets it: 1, 1.5, 2.
  [[nodiscard]] float contentScale() const;
  [[nodiscard]] bool visible() const;
  void show();
  void swap();

  // Connects Dear ImGui's input; its context must exist from here to disconnect().
  void connect();
  void disconnect();
  void beginFrame();

  // What came since the last call.
  [[nodiscard]] std::vector<std::string> takeChords() { return std::exchange(chords_, {}); }

  [[nodiscard]] std::vector<std::string> takeDrops() { return std::exchange(drops_, {}); }

  [[nodiscard]] bool takeInput() { return std::exchange(input_, false); }

 private:
  explicit Window(GLFWwindow* window);
  void listen();

  GLFWwindow* window_;
  bool connected_ = false;
  std::vector<std::string> chords_, drops_;
  bool input_ = true;
};

}  // namespace uvscope::app
