#include "appliance/report/json_rows.hpp"
#include "webui/access.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"
#include "webui/rows_json.hpp"

#include <boost/json.hpp>

namespace portolan::webui {

void get_box(Call& call) {
    const LiveView& view = call.state->view;
    call.respond(json_answer(200, {{"schema", "portolan-box/1"},
                                   {"name", clipped(view.assessment().site, 128)},
                                   {"version", report::json_text(view.assessment().version)},
                                   {"fingerprint", report::json_text(view.fingerprint())}}));
}

void get_status(Call& call) {
    call.respond(json_answer(200, status_json(call.state->view)));
}

void get_overview(Call& call) {
    call.respond(json_answer(200, overview_json(call.state->view)));
}

void get_stream(Call& call) {
    Response response;
    response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
    response.body = call.state->stream.opening(call.request.last_event_id);
    response.stream = true;
    response.stream_key =
        call.request.local ? std::string(kLocalStreamKey) : Sessions::key_of(call.who.session);
    call.respond(std::move(response));
}

}  // namespace portolan::webui
