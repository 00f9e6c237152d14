// Mail that could not be opened: what it is, why, and a way to have it tried again or removed. Borrows the
// session; its lane.
#pragma once

#include "app/services/session.h"

namespace medveil::app {

struct SetAsideRow {
    std::string id;  ///< the file's name on the share
    base::ErrorCode reason{};
    base::Timestamp since = 0;
    std::string ending;      ///< "blob", or the kind of cover; empty when the file is no longer on the share
    std::uint64_t size = 0;  ///< bytes
    std::string shortId;     ///< the beginning of `id` that names this file and no other of the list
};

class SetAside {
  public:
    explicit SetAside(Session& session) : m_session(session) {}

    /// Newest first, at most `count`. Without a share: what is remembered, without kind and size.
    base::Result<std::vector<SetAsideRow>> list(std::size_t count);
    base::Result<std::size_t> count();
    /// The next look at the share tries it again. `id` or a beginning of it, at least 8 characters, that no
    /// other has. kNotFound; kInvalidArgument, with their names, where it begins several.
    base::Result<void> release(std::string_view id);
    base::Result<std::size_t> releaseAll();
    /// Takes the file from the share, for good. Logged.
    base::Result<void> remove(std::string_view id);

  private:
    Session& m_session;
};

}  // namespace medveil::app
