// Received and sent messages: lists, one message, its attachments, search. Borrows the session; its lane.
#pragma once

#include "app/services/session.h"

namespace medveil::app {

struct PageMark {
    base::Timestamp time = INT64_MAX;
    std::int64_t number = INT64_MAX;
};

class Mailbox {
  public:
    explicit Mailbox(Session& session) : m_session(session) {}

    base::Result<std::vector<MessageRow>> page(Folder folder, PageMark after, std::size_t count);
    base::Result<std::uint64_t> count(Folder folder);
    base::Result<std::uint64_t> unread();
    base::Result<std::vector<MessageRow>> search(std::string_view words, std::size_t count);
    base::Result<std::vector<PatientRow>> patients(std::string_view beginning, std::size_t count);

    /// The whole message; opening it the first time marks it read, tells the sender and is logged.
    base::Result<MessageDetail> open(std::int64_t number);
    /// By number in decimal, or the id in hexadecimal (at least 8 digits of it).
    base::Result<std::int64_t> resolve(std::string_view numberOrId);

    /// Writes an attachment in the clear, where the person asked for it: logged as an export. kAlreadyExists.
    base::Result<void> saveAttachment(std::int64_t number, std::size_t index, const base::Path& file,
                                      base::TaskContext& task);
    /// For viewing inside the window: at most `limit` bytes, kTooLarge over it.
    base::Result<base::WipedBytes> attachmentBytes(std::int64_t number, std::size_t index, std::size_t limit);

    /// A cover or sealed file that came in any other way; returns the message's number in Inbox or Sent.
    /// kNothingFound.
    base::Result<std::int64_t> openForeignFile(const base::Path& file, base::TaskContext& task);

  private:
    Session& m_session;
};

}  // namespace medveil::app
