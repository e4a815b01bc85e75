// Documentation of Node 8, "class AsyncResource()": emitBefore() and emitAfter() around a callback,
// and emitDestroy(). Deprecated: runInAsyncScope() cannot be left out of order or forgotten.
#include <functional>
#include <string>
#include <utility>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

namespace {

struct Database {
  using Answer = std::function<void(const std::string& row)>;

  void get(const std::string& query, Answer answer) {
    setImmediate(std::move(answer), "row of " + query);
  }
};

class DbQuery : public AsyncResource {
 public:
  explicit DbQuery(Database& database) : AsyncResource("DBQuery"), database_(&database) {}

  void getInfo(const std::string& query, Database::Answer answer) {
    database_->get(query, [this, answer = std::move(answer)](const std::string& row) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // the subject of this example
      emitBefore();
      answer(row);
      emitAfter();
#pragma GCC diagnostic pop
    });
  }

  void close() {
    database_ = nullptr;
    emitDestroy();
  }

 private:
  Database* database_;
};

}  // namespace

int main() {
  Database database;
  DbQuery query(database);
  const AsyncId id = query.asyncId();
  const AsyncHook hook = createHook({
                                        .before =
                                            [id](AsyncId each) {
                                              if (each == id) print("before: ", each);
                                            },
                                        .after =
                                            [id](AsyncId each) {
                                              if (each == id) print("after: ", each);
                                            },
                                        .destroy =
                                            [id](AsyncId each) {
                                              if (each == id) print("destroy: ", each);
                                            },
                                    })
                             .enable();
  return run([&query] {
    query.getInfo("x", [&query](const std::string& row) {
      print(row, ": id ", executionAsyncId());
      query.close();
    });
  });
}
