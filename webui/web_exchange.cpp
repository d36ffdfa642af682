#include "webui/web_exchange.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace portolan::webui {
namespace {

namespace asio = boost::asio;
constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr auto kNever = std::chrono::steady_clock::time_point::max();

}  // namespace

WebExchange::WebExchange(const asio::any_io_executor& executor, std::size_t backlog)
    : wake_(std::in_place, executor), backlog_(backlog) {}

void WebExchange::respond(Response response) {
    if (!wake_ || std::exchange(answered_, true)) return;
    answer_ = std::move(response);
    wake();
}

void WebExchange::write(std::string frame) {
    if (!wake_) return;
    // A reader that stands still must not fill our memory.
    if (pending_.size() + frame.size() > backlog_) closing_ = true;
    if (!closing_) pending_ += frame;
    wake();
}

void WebExchange::close() {
    closing_ = true;
    wake();
}

void WebExchange::on_gone(std::function<void()> gone) {
    if (wake_) {
        gone_ = std::move(gone);
    } else {
        gone();
    }
}

asio::awaitable<std::optional<Response>> WebExchange::answer(std::chrono::milliseconds patience) {
    wake_->expires_after(patience);
    if (!answered_) co_await wake_->async_wait(kWait);
    answered_ = true;
    co_return std::exchange(answer_, std::nullopt);
}

asio::awaitable<std::string> WebExchange::next() {
    while (pending_.empty() && !closing_) {
        wake_->expires_at(kNever);
        co_await wake_->async_wait(kWait);
    }
    co_return closing_ ? std::string() : std::exchange(pending_, std::string());
}

void WebExchange::end() {
    wake_.reset();
    if (const std::function<void()> gone = std::exchange(gone_, nullptr)) gone();
}

void WebExchange::wake() {
    if (wake_) wake_->cancel();
}

}  // namespace portolan::webui
