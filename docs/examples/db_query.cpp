// Documentation, "new AsyncResource(type[, options])": a query to a database, whose answers come in
// the context of the query, not in that of whatever brings them.
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
      runInAsyncScope(answer, row);
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
  const AsyncHook hook =
      createHook({.destroy = [](AsyncId id) { print("destroy: ", id); }}).enable();
  Database database;
  DbQuery query(database);
  return run([&query] {
    print("query: id ", query.asyncId());
    query.getInfo("x", [&query](const std::string& row) {
      print(row, ": id ", executionAsyncId());
      query.getInfo("y", [&query](const std::string& second_row) {
        print(second_row, ": id ", executionAsyncId());
        query.close();
      });
    });
  });
}
