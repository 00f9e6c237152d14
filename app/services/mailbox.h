// Received and sent messages: lists, one message, its attachments, search. Borrows the session; its lane.
#pragma once

#include <optional>

#include "app/services/session.h"
#include "core/base/new_file.h"

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
    /// Of one patient, by the whole number and who gave it out.
    base::Result<std::vector<MessageRow>> pageOf(const Patient& patient, Folder folder, PageMark after,
                                                 std::size_t count);
    /// Without a folder: in both.
    base::Result<std::vector<MessageRow>> search(std::string_view words, std::optional<Folder> folder,
                                                 std::size_t count);
    /// How many of its folder stand above it.
    base::Result<std::uint64_t> newerThan(std::int64_t number);

    /// A message, its attachments and, of a sent one, what of it still waits to go out. Logged.
    base::Result<void> remove(std::int64_t number);
    /// What waits to go out and cannot be read, and no other, with a line in the log for each; how many. The
    /// messages stay in Sent.
    base::Result<std::size_t> removeDamagedMail();
    /// Messages of contacts that later ones name and that have not arrived, of the last 30 days.
    base::Result<std::vector<GapRow>> gaps();
    /// The whole message; opening it the first time marks it read, tells the sender and is logged.
    base::Result<MessageDetail> open(std::int64_t number);
    /// The same in two steps, for who cannot be sure that it will be seen: show() logs, and only wasShown(),
    /// once it stands before the reader, marks it read and tells the sender.
    base::Result<MessageDetail> show(std::int64_t number);
    base::Result<void> wasShown(std::int64_t number);
    /// What is on the screen already, as it is now: no line in the log.
    base::Result<MessageDetail> again(std::int64_t number);
    /// By number in decimal, or the id in hexadecimal (at least 8 digits of it).
    base::Result<std::int64_t> resolve(std::string_view numberOrId);

    /// Writes an attachment in the clear, where the person asked for it: logged as an export. kAlreadyExists.
    base::Result<void> saveAttachment(std::int64_t number, std::size_t index, const base::Path& file,
                                      base::TaskContext& task, base::IfThere there = base::IfThere::kRefuse);
    /// For viewing inside the window: at most `limit` bytes, kTooLarge over it.
    base::Result<base::WipedBytes> attachmentBytes(std::int64_t number, std::size_t index, std::size_t limit);

    /// Whether a cover's ticket may be followed to the share. Without it: kShareOffline where that is needed.
    enum class Follow { kTickets, kNothing };
    /// A cover or sealed file that came in any other way; returns the message's number in Inbox or Sent.
    /// kNothingFound.
    base::Result<std::int64_t> openForeignFile(const base::Path& file, base::TaskContext& task,
                                               Follow follow = Follow::kTickets);

  private:
    Session& m_session;
};

}  // namespace medveil::app
