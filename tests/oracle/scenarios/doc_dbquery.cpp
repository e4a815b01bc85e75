// The documents' class DBQuery, a resource whose callbacks come from another's.
#include <functional>
#include <memory>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using Answer = std::function<void(const std::string& data)>;

struct Database {
  static void get(const std::string& query, const Answer& answer) {
    setImmediate(answer, "row of " + query);
  }
};

class DbQuery : public AsyncResource {
 public:
  DbQuery() : AsyncResource("DBQuery") {}

  void getInfo(const std::string& query, Answer callback) {
    Database::get(query, [this, callback = std::move(callback)](const std::string& data) {
      runInAsyncScope(callback, data);
    });
  }

  void close() { emitDestroy(); }
};

}  // namespace

UVSCOPE_SCENARIO(doc_dbquery) {
  start();
  const auto query = std::make_shared<DbQuery>();
  note("asyncId=" + id(query->asyncId()) + " triggerAsyncId=" + id(query->triggerAsyncId()));
  query->getInfo("x", [query](const std::string& data) {
    ctx("first answer " + data);
    query->getInfo("y", [query](const std::string& other) {
      ctx("second answer " + other);
      query->close();
    });
  });
}

}  // namespace uvscope::oracle
